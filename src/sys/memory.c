/* The heap of the files that ship. musl's own asks the kernel again and again: 12 of the 32 system
 * calls of a healthy run were its brk and mmap. Here the first blocks come out of the program's
 * own zeroed pages and cost none. build.rs compiles it for musl only.
 *
 * One thread, no hole ever given back: freed blocks wait in a list of their size, so a run that
 * waits for hours settles at what its largest attempt took. */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/* What stands before each block. Its size keeps the block aligned. */
struct block {
    _Alignas(16) size_t size;
    struct block *next;
};

enum { UNIT = sizeof(struct block), FIRST = 256 << 10, MORE = 1 << 20, LISTS = 4 * 8 * sizeof(size_t) };

static _Alignas(16) unsigned char first[FIRST];
static unsigned char *top = first, *end = first + FIRST;
static struct block *freed[LISTS];

/* Rounds a size up to one of four steps between powers of two, and names its list. */
static size_t round_up(size_t *size) {
    size_t units = *size ? (*size - 1) / UNIT : 0, shift = 0;
    while (units >> shift >= 8) {
        shift++;
    }
    *size = (((units >> shift) + 1) << shift) * UNIT;
    return shift * 4 + (units >> shift);
}

static struct block *header(const void *memory) { return (struct block *)memory - 1; }

/* Cuts a block off the unused memory; a multiple of `align` is where it starts. */
static void *cut(size_t size, size_t align) {
    size_t gap = -((uintptr_t)top + sizeof(struct block)) & (align - 1);
    if (gap + sizeof(struct block) + size > (size_t)(end - top)) {
        size_t more = gap + size + align + MORE;
        unsigned char *memory = mmap(0, more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) {
            return 0;
        }
        top = memory;
        end = memory + more;
        gap = -((uintptr_t)top + sizeof(struct block)) & (align - 1);
    }
    unsigned char *memory = top + gap + sizeof(struct block);
    top = memory + size;
    header(memory)->size = size;
    return memory;
}

/* `*fresh` tells whether nobody has written there yet. */
static void *take(size_t size, size_t align, int *fresh) {
    if (size > PTRDIFF_MAX / 2 || align > PTRDIFF_MAX / 4) {
        errno = ENOMEM;
        return 0;
    }
    struct block **link = &freed[round_up(&size)], *block;
    while ((block = *link) && (uintptr_t)(block + 1) & (align - 1)) {
        link = &block->next;
    }
    *fresh = !block;
    if (!block) {
        return cut(size, align);
    }
    *link = block->next;
    return block + 1;
}

void free(void *memory) {
    if (memory) {
        struct block *block = header(memory);
        size_t size = block->size;
        struct block **list = &freed[round_up(&size)];
        block->next = *list;
        *list = block;
    }
}

void *malloc(size_t size) {
    int fresh;
    return take(size, UNIT, &fresh);
}

void *calloc(size_t count, size_t each) {
    size_t size;
    int fresh;
    if (__builtin_mul_overflow(count, each, &size)) {
        errno = ENOMEM;
        return 0;
    }
    void *memory = take(size, UNIT, &fresh);
    return !memory || fresh ? memory : memset(memory, 0, size);
}

void *realloc(void *memory, size_t size) {
    if (memory && size <= header(memory)->size) {
        return memory;
    }
    void *larger = malloc(size);
    if (memory && larger) {
        memcpy(larger, memory, header(memory)->size);
        free(memory);
    }
    return larger;
}

int posix_memalign(void **memory, size_t align, size_t size) {
    int fresh;
    *memory = take(size, align < UNIT ? UNIT : align, &fresh);
    return *memory ? 0 : ENOMEM;
}
