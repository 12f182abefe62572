/* Prints the most memory that a program had resident, in KiB.
 *
 * usage: peak PROGRAM ARGUMENT...
 *
 * wait4's figure covers the moment between fork and exec too, which belongs to the parent; so the
 * program is stopped at its end, where the kernel still keeps its own mark. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* The kernel's mark of a stopped process. */
static long mark(pid_t process) {
    char name[64], line[256];
    long peak = -1;
    snprintf(name, sizeof name, "/proc/%d/status", (int)process);
    FILE *status = fopen(name, "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %ld kB", &peak) == 1) break;
    if (status) fclose(status);
    return peak;
}

int main(int argc, char **argv) {
    int status;
    long peak = -1;
    if (argc < 2) {
        fputs("usage: peak PROGRAM ARGUMENT...\n", stderr);
        return 64;
    }
    pid_t child = fork();
    if (child == 0) {
        int silence = open("/dev/null", O_WRONLY);
        dup2(silence, 1);
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        execv(argv[1], argv + 1);
        _exit(127);
    }
    /* Stopped once by its exec, and from then on by every signal and by its end. */
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL);
    for (int signal = 0; WIFSTOPPED(status); waitpid(child, &status, 0)) {
        int is_end = status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8);
        if (is_end) peak = mark(child);
        signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
        if (ptrace(PTRACE_CONT, child, 0, signal) < 0) break;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) || peak < 0) {
        fprintf(stderr, "peak: %s did not succeed\n", argv[1]);
        return 1;
    }
    printf("%ld\n", peak);
    return 0;
}
