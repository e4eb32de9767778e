#pragma once
#include <stddef.h>
#include <stdint.h>

/// What `readdir` said an entry is: the values of `dirent.d_type`.
enum { PROMPTUARY_UNKNOWN = 0, PROMPTUARY_DIRECTORY = 4, PROMPTUARY_REGULAR = 8, PROMPTUARY_LINK = 10 };

/// `syncfs(2)`: writes out everything of the file system that holds `fd`. 0, or -1 with errno.
int promptuary_syncfs(int fd);

/// `openat2(2)` with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS: no part of `path` is a symbolic link or leads outside.
/// Where the kernel has no such call, `openat(2)` with O_NOFOLLOW. A descriptor, or -1 with errno (ELOOP for a link).
int promptuary_open_beneath(int directory, const char *path, int flags);

/// `renameat2(2)` with RENAME_NOREPLACE. 0, or -1 with errno.
int promptuary_rename_new(int from_directory, const char *from, int to_directory, const char *to);

/// `renameat2(2)` with RENAME_EXCHANGE. 0, or -1 with errno.
int promptuary_rename_exchange(int from_directory, const char *from, int to_directory, const char *to);

/// `getdents64(2)`: fills `buffer` with entries of an open directory. The bytes filled, 0 at the end, or -1 with errno.
long promptuary_read_directory(int directory, void *buffer, size_t size);
