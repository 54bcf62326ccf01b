// What the Glibc module leaves out of Linux: epoll, events and timers by descriptor, figures of the heap.
//
// _GNU_SOURCE stays undefined: it would give shared types other members than the Glibc module has seen. The one GNU
// function that is needed is therefore declared here.
#ifndef MARTLET_LINUX_H
#define MARTLET_LINUX_H

#include <malloc.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <sys/types.h>

extern int pthread_setname_np(pthread_t thread, const char *name);

#endif
