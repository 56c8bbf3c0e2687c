/* watch.c - see watch.h. */
#include "base/watch.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { RAISED_BY_WATCH = -1 }; /* signals are positive */

struct Watch {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    struct timespec deadline;
    volatile sig_atomic_t *flag;
    bool is_over, raised;
};

static void *wait_for(void *closure)
{
    Watch *w = closure;
    sigset_t all;
    sigfillset(&all); /* signals belong to the thread that computes */
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    pthread_mutex_lock(&w->lock);
    int result = 0;
    while (!w->is_over && result == 0)
        result = pthread_cond_timedwait(&w->ended, &w->lock, &w->deadline);
    sig_atomic_t none = 0;
    if (!w->is_over)
        w->raised = __atomic_compare_exchange_n(w->flag, &none, RAISED_BY_WATCH, false,
                                                __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

Watch *watch_new(volatile sig_atomic_t *flag, int64_t ms)
{
    Watch *w = mem_alloc(sizeof *w);
    pthread_condattr_t monotonic;
    w->flag = flag;
    clock_gettime(CLOCK_MONOTONIC, &w->deadline);
    int64_t ns = w->deadline.tv_nsec + ms % 1000 * 1000000;
    w->deadline.tv_sec += (time_t)(ms / 1000 + ns / 1000000000);
    w->deadline.tv_nsec = (long)(ns % 1000000000);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&w->ended, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&w->lock, NULL);
    if (pthread_create(&w->thread, NULL, wait_for, w) == 0)
        return w;
    pthread_cond_destroy(&w->ended);
    pthread_mutex_destroy(&w->lock);
    free(w);
    return NULL;
}

bool watch_end(Watch *w)
{
    pthread_mutex_lock(&w->lock);
    w->is_over = true;
    pthread_cond_signal(&w->ended);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    bool raised = w->raised;
    sig_atomic_t ours = RAISED_BY_WATCH;
    if (raised)
        __atomic_compare_exchange_n(w->flag, &ours, 0, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    pthread_cond_destroy(&w->ended);
    pthread_mutex_destroy(&w->lock);
    free(w);
    return raised;
}
