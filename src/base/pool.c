/* pool.c - see pool.h. One run at a time has the helper threads; they take task numbers from an
   atomic counter. The lock guards `current` and `helpers_in`; a run lives on its caller's stack and
   is left alone by the caller only when no helper is in it. */
#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

struct PoolRun {
    Cx *cx;
    pthread_t caller;
    int64_t count;
    PoolTask task;
    void *closure;
    _Atomic int64_t next;
    atomic_bool stop;
};

enum { MOST_THREADS = 256 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER; /* a run has begun */
static pthread_cond_t left = PTHREAD_COND_INITIALIZER; /* the last helper has left a run */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static PoolRun *current;    /* has the helpers; NULL: they wait */
static uint64_t generation; /* counts runs, so that no helper enters one twice */
static int helpers_in, helpers;

static void work(PoolRun *run)
{
    while (!pool_stopped(run)) {
        int64_t index = atomic_fetch_add(&run->next, 1);
        if (index >= run->count)
            return;
        run->task(run, index, run->closure);
    }
}

static void *helper(void *unused)
{
    (void)unused;
    uint64_t seen = 0;
    pthread_mutex_lock(&lock);
    for (;;) {
        while (current == NULL || generation == seen)
            pthread_cond_wait(&wake, &lock);
        seen = generation;
        PoolRun *run = current;
        helpers_in++;
        pthread_mutex_unlock(&lock);
        work(run);
        pthread_mutex_lock(&lock);
        if (--helpers_in == 0)
            pthread_cond_signal(&left);
    }
    return NULL;
}

/* CNX_THREADS that is no number, or below 1, counts as 1. */
static long wanted_threads(void)
{
    long threads = sysconf(_SC_NPROCESSORS_ONLN);
    const char *cap = getenv("CNX_THREADS");
    if (cap != NULL && *cap != '\0') {
        long most = strtol(cap, NULL, 10);
        threads = most < 1 ? 1 : most < threads ? most : threads;
    }
    return threads > MOST_THREADS ? MOST_THREADS : threads;
}

static void start(void)
{
    pthread_attr_t attr;
    if (pthread_attr_init(&attr) != 0)
        return;
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    for (long i = 1, n = wanted_threads(); i < n; i++) {
        pthread_t thread;
        if (pthread_create(&thread, &attr, helper, NULL) != 0)
            break;
        helpers++;
    }
    pthread_attr_destroy(&attr);
}

static void run_init(PoolRun *run, Cx *cx, int64_t count, PoolTask task, void *closure)
{
    run->cx = cx;
    run->caller = pthread_self();
    run->count = count;
    run->task = task;
    run->closure = closure;
    atomic_init(&run->next, 0);
    atomic_init(&run->stop, false);
}

bool pool_run_here(Cx *cx, int64_t count, PoolTask task, void *closure)
{
    PoolRun run;
    run_init(&run, cx, count, task, closure);
    work(&run);
    return !atomic_load(&run.stop);
}

bool pool_run(Cx *cx, int64_t count, PoolTask task, void *closure)
{
    if (count < 2)
        return pool_run_here(cx, count, task, closure);
    pthread_once(&once, start);
    PoolRun run;
    run_init(&run, cx, count, task, closure);
    pthread_mutex_lock(&lock);
    bool mine = current == NULL && helpers_in == 0 && helpers > 0;
    if (mine) {
        current = &run;
        generation++;
        pthread_cond_broadcast(&wake);
    }
    pthread_mutex_unlock(&lock);
    work(&run);
    if (mine) {
        pthread_mutex_lock(&lock);
        current = NULL;
        while (helpers_in > 0)
            pthread_cond_wait(&left, &lock);
        pthread_mutex_unlock(&lock);
    }
    return !atomic_load(&run.stop);
}

bool pool_stopped(PoolRun *run)
{
    if (atomic_load_explicit(&run->stop, memory_order_relaxed))
        return true;
    if (!pthread_equal(pthread_self(), run->caller) || !interrupted(run->cx))
        return false;
    pool_stop(run);
    return true;
}

void pool_stop(PoolRun *run)
{
    atomic_store(&run->stop, true);
}
