/* A counted fail point for file operations, loaded before the C library by LD_PRELOAD.

   Every call that changes a file or a name below one folder gets the next number: names are made absolute, descriptors
   are looked up in /proc/self/fd. At one number the call fails, is cut short, or takes the process with it.

     PROMPTUARY_FAIL_BELOW=FOLDER   what counts; without it nothing does. Absolute, without symbolic links
     PROMPTUARY_FAIL_COUNT=FILE     eight bytes, least first: how many calls there were so far; children count on
     PROMPTUARY_FAIL_AT=N           the call that fails, from 1
     PROMPTUARY_FAIL_EVERY=N        instead: every N-th call fails
     PROMPTUARY_FAIL_FROM=N         instead: this call fails, and every one after it that needs room on the disk
     PROMPTUARY_FAIL_HOW=HOW        kill-before, kill-after (SIGKILL before or after the call), stop (SIGSTOP before it),
                                    short (half of a write), or an error of open(2), write(2) ...: ENOSPC, EIO, EINTR
     PROMPTUARY_FAIL_LOG=FILE       a line for each call: number, name, path; the one that fails ends in "<- HOW"

   EINTR and `short` meet only those calls that may answer so; a call that is spared keeps its number.
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum how { NOTHING, KILL_BEFORE, KILL_AFTER, STOP, SHORT, ERROR };

static char below[PATH_MAX];
static size_t below_length;
static _Atomic uint64_t own_count, *count = &own_count;
static uint64_t fail_at, fail_every, fail_from;
static enum how how;
static int fail_error;
static const char *how_name = "";
static int log_file = -1;


static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

/* System calls go past this file: nothing here may come back to it. */
static void *real_syscall;

static long raw(long number, long a, long b, long c, long d, long e, long f) {
    long (*call)(long, ...) = (long (*)(long, ...))(real_syscall ? real_syscall : (real_syscall = next("syscall")));
    return call(number, a, b, c, d, e, f);
}

__attribute__((constructor)) static void begin(void) {
    real_syscall = next("syscall");
    const char *folder = getenv("PROMPTUARY_FAIL_BELOW"), *value;
    if (!folder || !*folder || strlen(folder) >= sizeof below) return;
    if ((value = getenv("PROMPTUARY_FAIL_COUNT"))) {
        int file = (int)raw(SYS_openat, AT_FDCWD, (long)value, O_RDWR | O_CREAT | O_CLOEXEC, 0644, 0, 0);
        if (file >= 0) {
            if (raw(SYS_ftruncate, file, 8, 0, 0, 0, 0) == 0) {
                void *shared = mmap(NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
                if (shared != MAP_FAILED) count = shared;
            }
            raw(SYS_close, file, 0, 0, 0, 0, 0);
        }
    }
    if ((value = getenv("PROMPTUARY_FAIL_LOG")))
        log_file = (int)raw(SYS_openat, AT_FDCWD, (long)value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644, 0, 0);
    if ((value = getenv("PROMPTUARY_FAIL_AT"))) fail_at = strtoull(value, NULL, 10);
    if ((value = getenv("PROMPTUARY_FAIL_EVERY"))) fail_every = strtoull(value, NULL, 10);
    if ((value = getenv("PROMPTUARY_FAIL_FROM"))) fail_from = strtoull(value, NULL, 10);
    if ((value = getenv("PROMPTUARY_FAIL_HOW"))) {
        static const struct { const char *name; enum how how; int error; } table[] = {
            {"kill", KILL_BEFORE, 0}, {"kill-before", KILL_BEFORE, 0}, {"kill-after", KILL_AFTER, 0}, {"stop", STOP, 0},
            {"short", SHORT, 0}, {"ENOSPC", ERROR, ENOSPC}, {"EIO", ERROR, EIO}, {"EINTR", ERROR, EINTR},
            {"EDQUOT", ERROR, EDQUOT}, {"EROFS", ERROR, EROFS}};
        for (size_t i = 0; i < sizeof table / sizeof *table; i++)
            if (!strcmp(value, table[i].name)) {
                how = table[i].how;
                fail_error = table[i].error;
                how_name = table[i].name;
            }
        if (how == NOTHING) {
            static const char text[] = "failpoint: PROMPTUARY_FAIL_HOW is unknown\n";
            raw(SYS_write, 2, (long)text, sizeof text - 1, 0, 0, 0);
            _exit(125);
        }
    }
    memcpy(below, folder, strlen(folder) + 1);
    below_length = strlen(below);
    while (below_length > 1 && below[below_length - 1] == '/') below[--below_length] = 0;
}

/* ---------------------------------------------------------------- what counts */

/* Folds "//", "." and ".." of an absolute path in place; the folder of the tests has no symbolic links. */
static void fold(char *path) {
    char *out = path, *in = path;
    while (*in) {
        while (*in == '/') in++;
        size_t length = strcspn(in, "/");
        if (length == 2 && in[0] == '.' && in[1] == '.') {
            while (out > path && *--out != '/') {}
        } else if (length && !(length == 1 && *in == '.')) {
            *out++ = '/';
            memmove(out, in, length);
            out += length;
        }
        in += length;
    }
    if (out == path) *out++ = '/';
    *out = 0;
}

static int is_below(const char *path) {
    return !strncmp(path, below, below_length) && (path[below_length] == '/' || path[below_length] == 0);
}

static int of_descriptor(int fd, char *out) {
    char link[48];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    long length = raw(SYS_readlinkat, AT_FDCWD, (long)link, (long)out, PATH_MAX - 1, 0, 0);
    if (length < 0) return 0;
    out[length] = 0;
    return out[0] == '/';
}

static int of_path(int at, const char *path, char *out) {
    if (!path) return 0;
    if (path[0] == '/') {
        if (strlen(path) >= PATH_MAX) return 0;
        strcpy(out, path);
    } else {
        if (at == AT_FDCWD) {
            if (raw(SYS_getcwd, (long)out, PATH_MAX, 0, 0, 0, 0) < 0) return 0;
        } else if (!of_descriptor(at, out)) {
            return 0;
        }
        size_t length = strlen(out);
        if (length + strlen(path) + 2 >= PATH_MAX) return 0;
        out[length] = '/';
        strcpy(out + length + 1, path);
    }
    fold(out);
    return 1;
}

/* ---------------------------------------------------------------- what happens */

enum kind { NAMES = 0, MAY_INTERRUPT = 1, MAY_BE_SHORT = 2, FREES = 4 };
enum verdict { GO_ON, FAIL, THEN_KILL, HALF };

static void die(void) {
    raw(SYS_kill, raw(SYS_getpid, 0, 0, 0, 0, 0, 0), SIGKILL, 0, 0, 0, 0);
    for (;;) raw(SYS_pause, 0, 0, 0, 0, 0, 0);
}

static enum verdict at_call(const char *name, const char *path, int kind) {
    uint64_t number = __atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
    int hit = (fail_at && number == fail_at) || (fail_every && number % fail_every == 0)
        || (fail_from && number >= fail_from && !(kind & FREES));
    if (how == ERROR && fail_error == EINTR && !(kind & MAY_INTERRUPT)) hit = 0;
    if (how == SHORT && !(kind & MAY_BE_SHORT)) hit = 0;
    if (how == NOTHING) hit = 0;
    if (log_file >= 0) {
        char line[PATH_MAX + 128];
        int length = snprintf(
            line, sizeof line, "%llu %s %s%s%s\n", (unsigned long long)number, name, path, hit ? " <- " : "",
            hit ? how_name : "");
        if (length > 0) raw(SYS_write, log_file, (long)line, length, 0, 0, 0);
    }
    if (!hit) return GO_ON;
    switch (how) {
    case KILL_BEFORE: die(); return GO_ON;
    case KILL_AFTER: return THEN_KILL;
    case STOP: raw(SYS_kill, raw(SYS_getpid, 0, 0, 0, 0, 0, 0), SIGSTOP, 0, 0, 0, 0); return GO_ON;
    case SHORT: return HALF;
    case ERROR: errno = fail_error; return FAIL;
    default: return GO_ON;
    }
}

static enum verdict at_descriptor(const char *name, int fd, int kind) {
    char path[PATH_MAX];
    if (!below_length) return GO_ON;
    int saved = errno;
    int counts = of_descriptor(fd, path) && is_below(path);
    /* SQLite does not try again to synchronize its files; Linux interrupts that on no local file system. */
    if (counts && strstr(name, "sync") && strstr(path, "/build.db")) kind &= ~MAY_INTERRUPT;
    errno = saved;
    return counts ? at_call(name, path, kind) : GO_ON;
}

static enum verdict at_path(const char *name, int at, const char *given, int kind) {
    char path[PATH_MAX];
    if (!below_length) return GO_ON;
    int saved = errno;
    int counts = of_path(at, given, path) && is_below(path);
    errno = saved;
    return counts ? at_call(name, path, kind) : GO_ON;
}

/* A call with two names is one call, below the folder if either is. */
static enum verdict at_paths(const char *name, int from_at, const char *from, int to_at, const char *to) {
    char path[PATH_MAX];
    if (!below_length) return GO_ON;
    int saved = errno;
    int counts = (of_path(to_at, to, path) && is_below(path)) || (of_path(from_at, from, path) && is_below(path));
    errno = saved;
    return counts ? at_call(name, path, NAMES) : GO_ON;
}

#define AROUND(decision, call)                   \
    do {                                         \
        enum verdict _verdict = (decision);      \
        if (_verdict == FAIL) return -1;         \
        __typeof__(call) _result = (call);       \
        if (_verdict == THEN_KILL) die();        \
        return _result;                          \
    } while (0)

/* ---------------------------------------------------------------- writing */

#define AROUND_WRITE(name, fd, size, call_with)                                              \
    do {                                                                                     \
        enum verdict _verdict = at_descriptor(name, fd, MAY_INTERRUPT | ((size) > 1 ? MAY_BE_SHORT : 0)); \
        if (_verdict == FAIL) return -1;                                                     \
        size_t _size = _verdict == HALF ? (size) / 2 : (size);                               \
        ssize_t _result = call_with(_size);                                                  \
        if (_verdict == THEN_KILL) die();                                                    \
        return _result;                                                                      \
    } while (0)

ssize_t write(int fd, const void *data, size_t size) {
#define CALL(n) raw(SYS_write, fd, (long)data, (long)(n), 0, 0, 0)
    AROUND_WRITE("write", fd, size, CALL);
#undef CALL
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
#define CALL(n) raw(SYS_pwrite64, fd, (long)data, (long)(n), (long)offset, 0, 0)
    AROUND_WRITE("pwrite", fd, size, CALL);
#undef CALL
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return pwrite64(fd, data, size, offset); }

/* Several buffers are cut after the first. */
ssize_t writev(int fd, const struct iovec *parts, int number) {
    enum verdict verdict = at_descriptor("writev", fd, MAY_INTERRUPT | (number > 1 ? MAY_BE_SHORT : 0));
    if (verdict == FAIL) return -1;
    ssize_t result = raw(SYS_writev, fd, (long)parts, verdict == HALF ? 1 : number, 0, 0, 0);
    if (verdict == THEN_KILL) die();
    return result;
}

ssize_t pwritev64(int fd, const struct iovec *parts, int number, off64_t offset) {
    enum verdict verdict = at_descriptor("pwritev", fd, MAY_INTERRUPT | (number > 1 ? MAY_BE_SHORT : 0));
    if (verdict == FAIL) return -1;
    ssize_t result = raw(SYS_pwritev, fd, (long)parts, verdict == HALF ? 1 : number, (long)offset, 0, 0);
    if (verdict == THEN_KILL) die();
    return result;
}

ssize_t pwritev(int fd, const struct iovec *parts, int number, off_t offset) { return pwritev64(fd, parts, number, offset); }

ssize_t copy_file_range(int in, off64_t *in_offset, int out, off64_t *out_offset, size_t size, unsigned flags) {
#define CALL(n) raw(SYS_copy_file_range, in, (long)in_offset, out, (long)out_offset, (long)(n), flags)
    AROUND_WRITE("copy_file_range", out, size, CALL);
#undef CALL
}

ssize_t sendfile64(int out, int in, off64_t *offset, size_t size) {
#define CALL(n) raw(SYS_sendfile, out, in, (long)offset, (long)(n), 0, 0)
    AROUND_WRITE("sendfile", out, size, CALL);
#undef CALL
}

ssize_t sendfile(int out, int in, off_t *offset, size_t size) { return sendfile64(out, in, (off64_t *)offset, size); }

int ftruncate64(int fd, off64_t size) {
    AROUND(at_descriptor("ftruncate", fd, MAY_INTERRUPT), (int)raw(SYS_ftruncate, fd, (long)size, 0, 0, 0, 0));
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int truncate(const char *path, off_t size) {
    AROUND(at_path("truncate", AT_FDCWD, path, MAY_INTERRUPT), (int)raw(SYS_truncate, (long)path, (long)size, 0, 0, 0, 0));
}

int fallocate(int fd, int mode, off_t offset, off_t size) {
    AROUND(
        at_descriptor("fallocate", fd, MAY_INTERRUPT), (int)raw(SYS_fallocate, fd, mode, (long)offset, (long)size, 0, 0));
}

int posix_fallocate(int fd, off_t offset, off_t size) {
    enum verdict verdict = at_descriptor("posix_fallocate", fd, MAY_INTERRUPT);
    if (verdict == FAIL) return errno;
    int result = raw(SYS_fallocate, fd, 0, (long)offset, (long)size, 0, 0) < 0 ? errno : 0;
    if (verdict == THEN_KILL) die();
    return result;
}

/* ---------------------------------------------------------------- flushing */

int fsync(int fd) { AROUND(at_descriptor("fsync", fd, MAY_INTERRUPT), (int)raw(SYS_fsync, fd, 0, 0, 0, 0, 0)); }
int fdatasync(int fd) { AROUND(at_descriptor("fdatasync", fd, MAY_INTERRUPT), (int)raw(SYS_fdatasync, fd, 0, 0, 0, 0, 0)); }
int syncfs(int fd) { AROUND(at_descriptor("syncfs", fd, NAMES), (int)raw(SYS_syncfs, fd, 0, 0, 0, 0, 0)); }

/* ---------------------------------------------------------------- opening */

/* What a call to open that makes or empties a file does to the count; other calls have no part in it. */
static enum verdict opening(const char *name, int at, const char *path, int flags) {
    if (!(flags & (O_CREAT | O_TRUNC)) && (flags & O_TMPFILE) != O_TMPFILE) return GO_ON;
    return at_path(name, at, path, MAY_INTERRUPT);
}

static int open_file(const char *name, int at, const char *path, int flags, mode_t mode) {
    AROUND(opening(name, at, path, flags), (int)raw(SYS_openat, at, (long)path, flags, mode, 0, 0));
}

#define MODE(flags, mode)                                                 \
    mode_t mode = 0;                                                      \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                \
        va_list _arguments;                                               \
        va_start(_arguments, flags);                                      \
        mode = va_arg(_arguments, mode_t);                                \
        va_end(_arguments);                                               \
    }

int open(const char *path, int flags, ...) { MODE(flags, mode) return open_file("open", AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags, mode) return open_file("open", AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags, mode) return open_file("openat", at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags, mode) return open_file("openat", at, path, flags, mode); }
int creat(const char *path, mode_t mode) { return open_file("creat", AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }

long syscall(long number, ...) {
    va_list arguments;
    long a[6];
    va_start(arguments, number);
    for (int i = 0; i < 6; i++) a[i] = va_arg(arguments, long);
    va_end(arguments);
    enum verdict verdict = GO_ON;
    switch (number) {
    case SYS_openat2: {
        const struct open_how *wanted = (const struct open_how *)a[2];
        verdict = opening("openat2", (int)a[0], (const char *)a[1], (int)wanted->flags);
        break;
    }
    case SYS_openat: verdict = opening("openat", (int)a[0], (const char *)a[1], (int)a[2]); break;
    case SYS_write: verdict = at_descriptor("write", (int)a[0], MAY_INTERRUPT); break;
    case SYS_renameat2: verdict = at_paths("renameat2", (int)a[0], (const char *)a[1], (int)a[2], (const char *)a[3]); break;
    case SYS_syncfs: verdict = at_descriptor("syncfs", (int)a[0], NAMES); break;
    case SYS_fsync: verdict = at_descriptor("fsync", (int)a[0], MAY_INTERRUPT); break;
    default: break;
    }
    if (verdict == FAIL) return -1;
    long result = raw(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    if (verdict == THEN_KILL) die();
    return result;
}

/* ---------------------------------------------------------------- names */

int rename(const char *from, const char *to) {
    AROUND(
        at_paths("rename", AT_FDCWD, from, AT_FDCWD, to),
        (int)raw(SYS_renameat2, AT_FDCWD, (long)from, AT_FDCWD, (long)to, 0, 0));
}

int renameat(int from_at, const char *from, int to_at, const char *to) {
    AROUND(at_paths("renameat", from_at, from, to_at, to), (int)raw(SYS_renameat2, from_at, (long)from, to_at, (long)to, 0, 0));
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
    AROUND(
        at_paths("renameat2", from_at, from, to_at, to), (int)raw(SYS_renameat2, from_at, (long)from, to_at, (long)to, flags, 0));
}

int link(const char *from, const char *to) {
    AROUND(
        at_paths("link", AT_FDCWD, from, AT_FDCWD, to), (int)raw(SYS_linkat, AT_FDCWD, (long)from, AT_FDCWD, (long)to, 0, 0));
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
    AROUND(at_paths("linkat", from_at, from, to_at, to), (int)raw(SYS_linkat, from_at, (long)from, to_at, (long)to, flags, 0));
}

int symlink(const char *from, const char *to) {
    AROUND(at_path("symlink", AT_FDCWD, to, NAMES), (int)raw(SYS_symlinkat, (long)from, AT_FDCWD, (long)to, 0, 0, 0));
}

int symlinkat(const char *from, int at, const char *to) {
    AROUND(at_path("symlinkat", at, to, NAMES), (int)raw(SYS_symlinkat, (long)from, at, (long)to, 0, 0, 0));
}

int mkdir(const char *path, mode_t mode) {
    AROUND(at_path("mkdir", AT_FDCWD, path, NAMES), (int)raw(SYS_mkdirat, AT_FDCWD, (long)path, mode, 0, 0, 0));
}

int mkdirat(int at, const char *path, mode_t mode) {
    AROUND(at_path("mkdirat", at, path, NAMES), (int)raw(SYS_mkdirat, at, (long)path, mode, 0, 0, 0));
}

int unlink(const char *path) {
    AROUND(at_path("unlink", AT_FDCWD, path, FREES), (int)raw(SYS_unlinkat, AT_FDCWD, (long)path, 0, 0, 0, 0));
}

int unlinkat(int at, const char *path, int flags) {
    AROUND(at_path("unlinkat", at, path, FREES), (int)raw(SYS_unlinkat, at, (long)path, flags, 0, 0, 0));
}

int rmdir(const char *path) {
    AROUND(at_path("rmdir", AT_FDCWD, path, FREES), (int)raw(SYS_unlinkat, AT_FDCWD, (long)path, AT_REMOVEDIR, 0, 0, 0));
}

int chmod(const char *path, mode_t mode) {
    AROUND(at_path("chmod", AT_FDCWD, path, FREES), (int)raw(SYS_fchmodat, AT_FDCWD, (long)path, mode, 0, 0, 0));
}

int fchmod(int fd, mode_t mode) { AROUND(at_descriptor("fchmod", fd, FREES), (int)raw(SYS_fchmod, fd, mode, 0, 0, 0, 0)); }
