/* job.c - see job.h. */
#include "compile/xla/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { STACK = 64 << 20, POLL_NS = 5 * 1000 * 1000 };

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

/* --- jobs --- */

void job_end(Job *job)
{
    pthread_mutex_destroy(&job->lock);
    pthread_cond_destroy(&job->changed);
}

static void *do_work(void *argument)
{
    Job *job = argument;
    job->work(job);
    pthread_mutex_lock(&job->lock);
    job->is_done = true;
    bool is_left = job->is_left;
    pthread_cond_signal(&job->changed);
    pthread_mutex_unlock(&job->lock);
    if (is_left) {
        job_end(job);
        job->discard(job);
    }
    return NULL;
}

bool job_run(CnxRun *run, Job *job)
{
    pthread_mutex_init(&job->lock, NULL);
    pthread_cond_init(&job->changed, NULL);
    job->is_done = job->is_left = false;
    if (!start(&job->thread, do_work, job)) {
        host->fail(run, NULL, "SystemLimitError", "no thread could be made to work for XLA");
        job_end(job);
        job->discard(job);
        return false;
    }
    bool is_done;
    pthread_mutex_lock(&job->lock);
    while (!job->is_done && !job->is_left) {
        struct timespec until = soon();
        pthread_cond_timedwait(&job->changed, &job->lock, &until);
        job->is_left = !job->is_done && host->interrupted(run);
    }
    is_done = job->is_done;
    pthread_t thread = job->thread;
    if (!is_done)
        pthread_mutex_unlock(&job->lock);
    if (is_done)
        pthread_join(thread, NULL);
    else
        pthread_detach(thread);
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

static bool is_ready(const Pjrt *p, PjrtEvent *event)
{
    PjrtEventIsReady args = {.size = sizeof args, .event = event};
    pjrt_error_free(p, pjrt_call(p, PJRT_Event_IsReady, &args));
    return args.is_ready;
}

bool event_wait(CnxRun *run, const Pjrt *p, PjrtEvent *event, PjrtError **error)
{
    for (int i = 0; i < 50; i++)
        if (is_ready(p, event)) {
            *error = pjrt_call(p, PJRT_Event_Error, PJRT_ARGS(PjrtEventArgs, .event = event));
            return true;
        }
    Wait *w = calloc(1, sizeof *w);
    *error = NULL;
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
