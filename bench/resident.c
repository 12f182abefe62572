/* Prints what a program had resident, in KiB: at most in all, and at its end the memory of its own
 * (anonymous pages) and the pages of files, which it shares with every other run.
 *
 * usage: resident PROGRAM ARGUMENT...
 *
 * wait4's figure covers the moment between fork and exec too, which belongs to the parent; so the
 * program is stopped at its end, where the kernel still keeps its own count. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* The kernel's count of a process that is stopped; -1 where it gives none. */
struct resident {
    long peak, own, file;
};

static struct resident count(pid_t process) {
    char name[64], line[256];
    struct resident resident = {-1, -1, -1};
    snprintf(name, sizeof name, "/proc/%d/status", (int)process);
    FILE *status = fopen(name, "r");
    while (status && fgets(line, sizeof line, status)) {
        sscanf(line, "VmHWM: %ld kB", &resident.peak);
        sscanf(line, "RssAnon: %ld kB", &resident.own);
        sscanf(line, "RssFile: %ld kB", &resident.file);
    }
    if (status) fclose(status);
    return resident;
}

int main(int argc, char **argv) {
    int status;
    struct resident resident = {-1, -1, -1};
    if (argc < 2) {
        fputs("usage: resident PROGRAM ARGUMENT...\n", stderr);
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
        if (is_end) resident = count(child);
        signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
        if (ptrace(PTRACE_CONT, child, 0, signal) < 0) break;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) || resident.own < 0) {
        fprintf(stderr, "resident: %s did not succeed\n", argv[1]);
        return 1;
    }
    printf("%ld %ld %ld\n", resident.peak, resident.own, resident.file);
    return 0;
}
