// Counts what the media threads of a server allocate: preloaded, it stands before malloc.
//
//   LD_PRELOAD=./allocations.so server …
//
// The count is kept in the file that MARTLET_ALLOCATIONS names, eight bytes, so that it can be read while calls go on
// (Tests/EndToEnd does); without one, it is told on standard error at the end of the process.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static atomic_ulong own_count;
static atomic_ulong *allocations = &own_count;

__attribute__((constructor)) static void share(void) {
    const char *path = getenv("MARTLET_ALLOCATIONS");
    int file = path ? open(path, O_RDWR | O_CREAT, 0600) : -1;
    if (file < 0 || ftruncate(file, sizeof own_count) != 0) return;
    void *place = mmap(NULL, sizeof own_count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (place != MAP_FAILED) allocations = place;
    close(file);
}

static void count(void) {
    // The name is set from outside after the thread has begun, so it is asked for each time.
    char name[16] = "";
    if (pthread_getname_np(pthread_self(), name, sizeof name) == 0 && strncmp(name, "media-", 6) == 0)
        atomic_fetch_add(allocations, 1);
}

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    count();
    return __libc_realloc(old, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    count();
    *result = __libc_memalign(alignment, size);
    return *result ? 0 : 12;
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

__attribute__((destructor)) static void tell(void) {
    if (allocations != &own_count) return;
    char line[64];
    int length = snprintf(line, sizeof line, "allocations on media threads: %lu\n", atomic_load(allocations));
    if (write(STDERR_FILENO, line, (size_t)length) < 0) return;
}
