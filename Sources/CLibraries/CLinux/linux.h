// What the Glibc module leaves out of Linux: epoll, events and timers by descriptor, figures of the heap.
//
// _GNU_SOURCE stays undefined: it would give shared types other members than the Glibc module has seen. The few GNU
// functions that are needed are therefore declared here.
#ifndef MARTLET_LINUX_H
#define MARTLET_LINUX_H

#include <malloc.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <sys/types.h>

extern int pthread_setname_np(pthread_t thread, const char *name);
extern int memfd_create(const char *name, unsigned int flags);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
extern int pidfd_open(pid_t pid, unsigned int flags);
extern int sync_file_range(int fd, __off64_t offset, __off64_t nbytes, unsigned int flags);

#endif
