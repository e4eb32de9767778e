#pragma once
#include <sqlite3.h>
#include <stdint.h>
#include <string.h>

// What Swift cannot write: a variadic call, and the destructors that mean "copy the bytes" and "free them".

static inline int promptuary_sqlite_without_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

static inline int promptuary_sqlite_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
    return sqlite3_bind_text(statement, index, text ? text : "", count, SQLITE_TRANSIENT);
}

// Binds the bytes with four more at their end.
static inline int promptuary_sqlite_bind_bytes(
    sqlite3_stmt *statement, int index, const void *bytes, int count, uint32_t last) {
    unsigned char *copy = sqlite3_malloc64((sqlite3_uint64)count + sizeof last);
    if (!copy) return SQLITE_NOMEM;
    if (count > 0) memcpy(copy, bytes, (size_t)count);
    memcpy(copy + count, &last, sizeof last);
    return sqlite3_bind_blob64(statement, index, copy, (sqlite3_uint64)count + sizeof last, sqlite3_free);
}
