/* job.c - see job.h. */
#include "compile/xla/job.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    STACK = 64 << 20,
    POLL_NS = 5 * 1000 * 1000,
    EAGER_NS = 40 * 1000 /* how long a worker looks for its next job before it sleeps */
};

int64_t nanoseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* A moment from now, for pthread_cond_timedwait. */
static struct timespec soon(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_nsec += POLL_NS;
    if (t.tv_nsec >= 1000000000) {
        t.tv_nsec -= 1000000000;
        t.tv_sec++;
    }
    return t;
}

static bool start(pthread_t *thread, void *(*body)(void *), void *argument)
{
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK);
    bool ok = pthread_create(thread, &attr, body, argument) == 0;
    pthread_attr_destroy(&attr);
    return ok;
}

/* --- the end of the process --- */

static void on_end(int status, void *closure)
{
    (void)closure;
    fflush(NULL);
    _exit(status);
}

void jobs_guard_exit(void)
{
    on_exit(on_end, NULL);
}

/* --- workers: threads that do one job after the other, and stay --- */

typedef struct Worker Worker;
struct Worker {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    _Atomic(Job *) job; /* to be done next */
    atomic_bool is_done;
    bool is_left; /* nobody waits for the job that is being done */
    Worker *next; /* of those that are idle */
};

static pthread_mutex_t idle_lock = PTHREAD_MUTEX_INITIALIZER;
static Worker *idle;

static void give_back(Worker *w)
{
    pthread_mutex_lock(&idle_lock);
    w->next = idle;
    idle = w;
    pthread_mutex_unlock(&idle_lock);
}

static Job *next_job(Worker *w)
{
    for (int64_t until = nanoseconds() + EAGER_NS; nanoseconds() < until;)
        if (atomic_load(&w->job))
            break;
    pthread_mutex_lock(&w->lock);
    while (atomic_load(&w->job) == NULL)
        pthread_cond_wait(&w->changed, &w->lock);
    Job *job = atomic_exchange(&w->job, NULL);
    pthread_mutex_unlock(&w->lock);
    return job;
}

static void *do_work(void *argument)
{
    Worker *w = argument;
    for (;;) {
        Job *job = next_job(w);
        job->work(job);
        pthread_mutex_lock(&w->lock);
        bool is_left = w->is_left;
        atomic_store(&w->is_done, !is_left);
        pthread_cond_signal(&w->changed);
        pthread_mutex_unlock(&w->lock);
        if (is_left) {
            job->discard(job);
            give_back(w);
        }
    }
    return NULL;
}

/* A worker with nothing to do, or NULL. */
static Worker *take_worker(void)
{
    pthread_mutex_lock(&idle_lock);
    Worker *w = idle;
    idle = w ? w->next : NULL;
    pthread_mutex_unlock(&idle_lock);
    pthread_t thread;
    if (w || (w = calloc(1, sizeof *w)) == NULL)
        return w;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, NULL);
    if (start(&thread, do_work, w)) {
        pthread_detach(thread);
        return w;
    }
    free(w);
    return NULL;
}

/* Whether the job was done before the run was interrupted. */
static bool wait_for(CnxRun *run, Worker *w, int64_t patience)
{
    for (int64_t until = nanoseconds() + patience; nanoseconds() < until;)
        if (atomic_load(&w->is_done))
            break;
    pthread_mutex_lock(&w->lock);
    while (!atomic_load(&w->is_done) && !w->is_left) {
        struct timespec until = soon();
        pthread_cond_timedwait(&w->changed, &w->lock, &until);
        w->is_left = !atomic_load(&w->is_done) && host->interrupted(run);
    }
    bool is_done = !w->is_left;
    pthread_mutex_unlock(&w->lock);
    return is_done;
}

bool job_run(CnxRun *run, Job *job, int64_t patience)
{
    Worker *w = take_worker();
    if (w == NULL) {
        host->fail(run, NULL, "SystemLimitError", "no thread could be made to work for XLA");
        job->discard(job);
        return false;
    }
    pthread_mutex_lock(&w->lock);
    w->is_left = false;
    atomic_store(&w->is_done, false);
    atomic_store(&w->job, job);
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
    bool is_done = wait_for(run, w, patience);
    if (is_done)
        give_back(w);
    return is_done;
}

static void *do_discard(void *argument)
{
    Job *job = argument;
    job->discard(job);
    return NULL;
}

void job_leave(Job *job)
{
    pthread_t thread;
    if (start(&thread, do_discard, job))
        pthread_detach(thread);
    else
        do_discard(job);
}

/* --- events --- */

/* What the one who waits and the callback share; the last of the two frees it. */
typedef struct Wait {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    const Pjrt *pjrt;
    PjrtError *error;
    bool is_ready, is_left;
} Wait;

static void wait_free(Wait *w)
{
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->changed);
    free(w);
}

static void on_ready(PjrtError *error, void *closure)
{
    Wait *w = closure;
    pthread_mutex_lock(&w->lock);
    w->is_ready = true;
    w->error = error;
    bool is_left = w->is_left;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
    if (is_left) {
        pjrt_error_free(w->pjrt, error);
        wait_free(w);
    }
}

bool event_is_ready(const Pjrt *p, PjrtEvent *event)
{
    PjrtEventIsReady args = {.size = sizeof args, .event = event};
    pjrt_error_free(p, pjrt_call(p, PJRT_Event_IsReady, &args));
    return args.is_ready;
}

/* Sleeps until the event is ready; false when interrupted. */
static bool sleep_until(CnxRun *run, Wait *w, PjrtError **error)
{
    pthread_mutex_lock(&w->lock);
    while (!w->is_ready && !w->is_left) {
        struct timespec until = soon();
        pthread_cond_timedwait(&w->changed, &w->lock, &until);
        w->is_left = !w->is_ready && host->interrupted(run);
    }
    bool done = w->is_ready;
    *error = w->error;
    pthread_mutex_unlock(&w->lock);
    if (done)
        wait_free(w);
    return done;
}

bool event_wait(CnxRun *run, const Pjrt *p, PjrtEvent *event, int64_t patience, PjrtError **error)
{
    *error = NULL;
    int64_t until = 0;
    do {
        if (event_is_ready(p, event)) {
            *error = pjrt_call(p, PJRT_Event_Error, PJRT_ARGS(PjrtEventArgs, .event = event));
            return true;
        }
        until = until ? until : nanoseconds() + patience;
    } while (nanoseconds() < until);
    Wait *w = calloc(1, sizeof *w);
    if (w == NULL) {
        *error = pjrt_call(p, PJRT_Event_Await, PJRT_ARGS(PjrtEventArgs, .event = event));
        return true;
    }
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, NULL);
    w->pjrt = p;
    PjrtEventOnReady args = {
        .size = sizeof args, .event = event, .callback = on_ready, .closure = w};
    *error = pjrt_call(p, PJRT_Event_OnReady, &args);
    if (*error) {
        wait_free(w);
        return true;
    }
    return sleep_until(run, w, error);
}
