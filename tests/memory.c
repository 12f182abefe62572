/* src/sys/memory.c beside a model: every block is aligned, whole, zeroed when it has to be, overlaps no
 * other, and a second round of the same work asks the kernel for nothing. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static int mappings, refuse;

static void *map(void *at, size_t size, int protection, int flags, int file, off_t offset) {
    mappings++;
    return refuse ? MAP_FAILED : mmap(at, size, protection, flags, file, offset);
}

#define malloc our_malloc
#define calloc our_calloc
#define realloc our_realloc
#define free our_free
#define posix_memalign our_posix_memalign
#define mmap map
#include "../src/sys/memory.c"

#define CHECK(it) ((it) ? (void)0 : (fprintf(stderr, "memory: line %d: not so: %s\n", __LINE__, #it), exit(1)))

enum { SLOTS = 400, STEPS = 100000, ROUNDS = 3 };

static struct slot {
    unsigned char *memory, mark;
    size_t size;
} slots[SLOTS];

static uint64_t state;

static uint64_t random_number(void) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state;
}

/* Mostly small, sometimes larger than all that was there before. */
static size_t random_size(void) { return random_number() % ((size_t)2 << random_number() % 17); }

static void mark(struct slot *slot, unsigned char *memory, size_t size) {
    CHECK(memory && (uintptr_t)memory % 16 == 0);
    *slot = (struct slot){memory, (unsigned char)random_number(), size};
    memset(memory, slot->mark, size);
}

static void check(const struct slot *slot, size_t size) {
    for (size_t at = 0; at < size; at++) {
        CHECK(slot->memory[at] == slot->mark);
    }
}

static void step(struct slot *slot) {
    unsigned char *memory = slot->memory;
    size_t size = random_size(), align = (size_t)8 << random_number() % 6;
    check(slot, slot->size);
    switch (random_number() % 5) {
    case 0:
        memory = our_realloc(memory, size);
        slot->memory = memory;
        check(slot, size < slot->size ? size : slot->size);
        mark(slot, memory, size);
        return;
    case 1:
        our_free(memory);
        *slot = (struct slot){0};
        return;
    case 2:
        our_free(memory);
        memory = our_calloc(size / 3, 3);
        size = size / 3 * 3;
        for (size_t at = 0; at < size; at++) {
            CHECK(!memory[at]);
        }
        break;
    case 3:
        our_free(memory);
        CHECK(our_posix_memalign((void **)&memory, align, size) == 0 && (uintptr_t)memory % align == 0);
        break;
    default:
        our_free(memory);
        memory = our_malloc(size);
    }
    mark(slot, memory, size);
}

static void round_of_steps(void) {
    state = 88172645463325252;
    for (int count = 0; count < STEPS; count++) {
        step(&slots[random_number() % SLOTS]);
    }
    for (int count = 0; count < SLOTS; count++) {
        check(&slots[count], slots[count].size);
        our_free(slots[count].memory);
        slots[count] = (struct slot){0};
    }
}

int main(void) {
    our_free(our_malloc(1000));
    CHECK(mappings == 0);
    round_of_steps();
    for (int count = 1, before; count < ROUNDS; count++) {
        before = mappings;
        round_of_steps();
        /* A plain block may sit in the place of an aligned one. */
        CHECK(mappings - before <= 1);
    }
    size_t larger_than_any[] = {SIZE_MAX, SIZE_MAX - 15, PTRDIFF_MAX, (size_t)PTRDIFF_MAX / 2 + 1};
    for (int count = 0; count < 4; count++) {
        errno = 0;
        CHECK(!our_malloc(larger_than_any[count]) && errno == ENOMEM);
        CHECK(!our_calloc(larger_than_any[count], 2));
    }
    refuse = 1;
    void *kept = our_malloc(10);
    CHECK(!our_malloc(64 << 20) && !our_realloc(kept, 64 << 20) && our_realloc(kept, 12) == kept);
    printf("memory: %d operations, %d mappings\n", ROUNDS * STEPS, mappings);
}
