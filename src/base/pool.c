/* pool.c - see pool.h. One run at a time has the helper threads; it lives on its caller's stack and
   is left alone by the caller only when no helper is in it.

   Every thread has the same part of the tasks of each run, in one piece, so that what it wrote in a
   run is near it in the next; who is done takes what others have left. Sleeping and waking cost
   more than a small kernel, so who waits looks for SPIN nanoseconds before it sleeps.

   Entering is by count: a helper adds itself to helpers_in and then reads `current`, the caller
   clears `current` and then reads helpers_in, so one of them sees the other. Sleeping is the same
   with `sleepers` and `generation`, and `caller_sleeps` and helpers_in. */
#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

enum { MOST_THREADS = 256, LINE = 64, SPIN = 100000, LOOKS = 16 };

/* A thread's tasks. */
typedef struct Part {
    _Alignas(LINE) _Atomic int64_t next;
    int64_t end;
} Part;

struct PoolRun {
    Cx *cx;
    pthread_t caller;
    PoolTask task;
    void *closure;
    Part *parts; /* the caller's first, then the helpers' */
    int threads;
    atomic_bool stop;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER; /* a run has begun */
static pthread_cond_t left = PTHREAD_COND_INITIALIZER; /* the last helper has left a run */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Atomic(PoolRun *) current;  /* has the helpers; NULL: they wait */
static _Atomic uint64_t generation; /* counts runs */
static atomic_int helpers_in, sleepers;
static atomic_bool is_taken, caller_sleeps;
static int helpers;

static void work(PoolRun *run, int thread)
{
    for (int i = 0; i < run->threads; i++) {
        Part *part = &run->parts[(thread + i) % run->threads];
        while (!pool_stopped(run) &&
               atomic_load_explicit(&part->next, memory_order_relaxed) < part->end) {
            int64_t index = atomic_fetch_add(&part->next, 1);
            if (index < part->end)
                run->task(run, index, run->closure);
        }
    }
}

/* --- waiting --- */

static bool run_has_begun(uint64_t seen)
{
    return atomic_load(&generation) != seen;
}

static bool helpers_are_out(uint64_t unused)
{
    (void)unused;
    return atomic_load(&helpers_in) == 0;
}

/* Looks until it is so, for a while; says whether it was. */
static bool spin(bool (*is_so)(uint64_t), uint64_t closure)
{
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        for (int i = 0; i < LOOKS; i++) {
            if (is_so(closure))
                return true;
            CPU_RELAX();
        }
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while ((now.tv_sec - start.tv_sec) * 1000000000 + (now.tv_nsec - start.tv_nsec) < SPIN);
    return false;
}

static void await_run(uint64_t seen)
{
    if (spin(run_has_begun, seen))
        return;
    pthread_mutex_lock(&lock);
    atomic_fetch_add(&sleepers, 1);
    while (!run_has_begun(seen))
        pthread_cond_wait(&wake, &lock);
    atomic_fetch_sub(&sleepers, 1);
    pthread_mutex_unlock(&lock);
}

static void await_helpers(void)
{
    if (spin(helpers_are_out, 0))
        return;
    pthread_mutex_lock(&lock);
    atomic_store(&caller_sleeps, true);
    while (!helpers_are_out(0))
        pthread_cond_wait(&left, &lock);
    atomic_store(&caller_sleeps, false);
    pthread_mutex_unlock(&lock);
}

static void signal_to(pthread_cond_t *condition)
{
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(condition);
    pthread_mutex_unlock(&lock);
}

/* --- threads --- */

static void *helper(void *number)
{
    uint64_t seen = 0;
    for (;;) {
        await_run(seen);
        seen = atomic_load(&generation);
        atomic_fetch_add(&helpers_in, 1);
        PoolRun *run = atomic_load(&current);
        if (run != NULL)
            work(run, (int)(intptr_t)number);
        if (atomic_fetch_sub(&helpers_in, 1) == 1 && atomic_load(&caller_sleeps))
            signal_to(&left);
    }
    return NULL;
}

/* CNX_THREADS that is no number, or below 1, counts as 1; more than there are processors is what
   tests ask for. */
int pool_threads(void)
{
    const char *given = getenv("CNX_THREADS");
    long threads =
        given != NULL && *given != '\0' ? strtol(given, NULL, 10) : sysconf(_SC_NPROCESSORS_ONLN);
    return threads < 1 ? 1 : threads > MOST_THREADS ? MOST_THREADS : (int)threads;
}

static void start(void)
{
    pthread_attr_t attr;
    if (pthread_attr_init(&attr) != 0)
        return;
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    for (int i = 1, n = pool_threads(); i < n; i++) {
        pthread_t thread;
        if (pthread_create(&thread, &attr, helper, (void *)(intptr_t)i) != 0)
            break;
        helpers++;
    }
    pthread_attr_destroy(&attr);
}

/* --- runs --- */

static void run_init(PoolRun *run, Cx *cx, int64_t count, PoolTask task, void *closure, Part *parts,
                     int threads)
{
    *run = (PoolRun){cx, pthread_self(), task, closure, parts, threads, false};
    for (int i = 0; i < threads; i++) {
        int64_t each = count / threads, rest = count % threads;
        atomic_init(&parts[i].next, each * i + rest * i / threads);
        parts[i].end = each * (i + 1) + rest * (i + 1) / threads;
    }
}

bool pool_run_here(Cx *cx, int64_t count, PoolTask task, void *closure)
{
    PoolRun run;
    Part all;
    run_init(&run, cx, count, task, closure, &all, 1);
    work(&run, 0);
    return !atomic_load(&run.stop);
}

bool pool_run(Cx *cx, int64_t count, PoolTask task, void *closure)
{
    if (count < 2)
        return pool_run_here(cx, count, task, closure);
    pthread_once(&once, start);
    PoolRun run;
    Part parts[MOST_THREADS];
    if (helpers == 0 || atomic_exchange(&is_taken, true))
        return pool_run_here(cx, count, task, closure);
    run_init(&run, cx, count, task, closure, parts, helpers + 1);
    atomic_store(&current, &run);
    atomic_fetch_add(&generation, 1);
    if (atomic_load(&sleepers) > 0)
        signal_to(&wake);
    work(&run, 0);
    atomic_store(&current, NULL);
    await_helpers();
    atomic_store(&is_taken, false);
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
