/* Times programs from before vfork to after wait4, every program once per round.
 *
 * usage: launch ROUNDS WARM_UP IDLE_MS CPU <COMMANDS >CSV
 *
 * COMMANDS holds one program a line, its words separated by tabs. CPU -1 pins nothing. Static and
 * small, because what the launcher maps is what vfork and wait4 have to handle. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS = 64, WORDS = 64, TEXT = 1 << 18 };

struct sample {
    int round, command, status;
    long wall;
    struct rusage usage;
};

extern char **environ;
static char text[TEXT];
static char *commands[COMMANDS][WORDS];

static void die(const char *what) {
    perror(what);
    exit(1);
}

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static int read_commands(void) {
    int count = 0;
    size_t length = fread(text, 1, sizeof text - 1, stdin);
    char *line, *lines = text;
    if (length == sizeof text - 1) die("too many commands");
    while (count < COMMANDS && (line = strsep(&lines, "\n")) && *line)
        for (int word = 0; word < WORDS - 1 && line; word++)
            commands[count][word] = strsep(&line, "\t"), count += !line;
    return count;
}

/* In a fixed cycle every program would find the caches as one certain other left them. The seed is
 * always the same, so that the order can be had again. */
static void shuffle(int *order, int count) {
    for (int last = count - 1; last > 0; last--) {
        int other = rand() % (last + 1), kept = order[last];
        order[last] = order[other];
        order[other] = kept;
    }
}

static void run(char **command, struct sample *sample) {
    long start = now();
    pid_t child = vfork();
    if (child == 0) {
        execve(command[0], command, environ);
        _exit(127);
    }
    if (child < 0 || wait4(child, &sample->status, 0, &sample->usage) < 0) die(command[0]);
    sample->wall = now() - start;
}

static long micros(struct timeval time) { return time.tv_sec * 1000000L + time.tv_usec; }

int main(int argc, char **argv) {
    if (argc != 5) {
        fputs("usage: launch ROUNDS WARM_UP IDLE_MS CPU <COMMANDS >CSV\n", stderr);
        return 64;
    }
    int rounds = atoi(argv[1]), warm_up = atoi(argv[2]), cpu = atoi(argv[4]);
    struct timespec idle = {atoi(argv[3]) / 1000, atoi(argv[3]) % 1000 * 1000000L};
    int count = read_commands();
    if (!count) die("no command");
    struct sample *samples = calloc((size_t)(rounds + warm_up) * count, sizeof *samples);
    struct sample *sample = samples;
    cpu_set_t set;
    CPU_ZERO(&set);
    if (cpu >= 0) {
        CPU_SET(cpu, &set);
        if (sched_setaffinity(0, sizeof set, &set)) die("sched_setaffinity");
    }
    /* The programs inherit nothing but silence. */
    FILE *csv = fdopen(fcntl(1, F_DUPFD_CLOEXEC, 3), "w");
    int silence = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (!csv || silence < 0 || dup2(silence, 0) < 0 || dup2(silence, 1) < 0) die("/dev/null");
    int order[COMMANDS];
    for (int step = 0; step < count; step++) order[step] = step;
    for (int round = -warm_up; round < rounds; round++) {
        shuffle(order, count);
        for (int step = 0; step < count; step++) {
            int command = order[step];
            if (idle.tv_sec || idle.tv_nsec) nanosleep(&idle, 0);
            run(commands[command], sample);
            sample->round = round;
            sample++->command = command;
        }
    }
    fputs("round,command,wall_ns,user_us,system_us,minor_faults,major_faults,status\n", csv);
    for (struct sample *it = samples; it < sample; it++)
        if (it->round >= 0)
            fprintf(csv, "%d,%d,%ld,%ld,%ld,%ld,%ld,%d\n", it->round, it->command, it->wall,
                    micros(it->usage.ru_utime), micros(it->usage.ru_stime), it->usage.ru_minflt,
                    it->usage.ru_majflt, it->status);
    return fclose(csv) ? 1 : 0;
}
