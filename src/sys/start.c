/* What has to happen first, and cannot be done in safe Rust. build.rs compiles it. */
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* Ends the program for a defect of its own. In the files that ship, a panic and exhausted memory run into
 * an illegal instruction, which saves 31 kB. */
_Noreturn static void defect(int number) {
    static const char line[] = "probelet: internal error; please report it\n";
    (void)number;
    if (write(STDERR_FILENO, line, sizeof line - 1) < 0) {
        /* Nobody is listening; the exit status says it all. */
    }
    _exit(70);
}

/* In every other build they call abort. The C library's would end the program with a signal, which
 * a shell and an engine report as 134. */
_Noreturn void abort(void) { defect(0); }

/* SIGTERM does not end process 1 of a container unless it has a handler. */
static void end(int number) {
    (void)number;
    _exit(1);
}

/* Prepares signals and standard streams. */
void start(void) {
    struct pollfd standard[] = {{.fd = 0}, {.fd = 1}, {.fd = 2}};
    struct sigaction action = {.sa_handler = defect};
    sigset_t blocked;
    sigaction(SIGILL, &action, 0);
#if defined __aarch64__ || defined __powerpc64__
    /* Their instruction for a panic is a breakpoint. */
    sigaction(SIGTRAP, &action, 0);
#endif
    action.sa_handler = end;
    sigaction(SIGTERM, &action, 0);
    /* A pipe that nobody reads, and a file at its size limit, must not end the program. All other signals
     * are unblocked, whatever the parent had blocked: SIGALRM for the timer below, SIGTERM to end a run. */
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGPIPE);
    sigaddset(&blocked, SIGXFSZ);
    sigprocmask(SIG_SETMASK, &blocked, 0);
    /* Where a standard stream is closed, a socket to the peer must not take its place. */
    poll(standard, 3, 0);
    for (int fd = 0; fd < 3; fd++) {
        if (standard[fd].revents & POLLNVAL && socket(AF_UNIX, SOCK_STREAM, 0) != fd) {
            _exit(70);
        }
    }
}

static void interrupt(int number) { (void)number; }

/* Interrupts a system call that still blocks after so many milliseconds, again and again from then on.
 * A terminal that nobody reads can block a write although poll has reported it as ready. */
void interrupt_after(unsigned milliseconds) {
    struct sigaction action = {.sa_handler = interrupt};
    struct itimerval timer = {
        .it_interval = {.tv_usec = 10000},
        .it_value = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000},
    };
    sigaction(SIGALRM, &action, 0);
    setitimer(ITIMER_REAL, &timer, 0);
}
