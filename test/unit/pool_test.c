/* pool_test.c - every task of a run is done once, whether the helpers look, sleep or are taken, and
   from several threads at once. */
#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_TASKS = 1000, CALLERS = 3 };

static int passed, wrong;

static void expect(bool ok, int line)
{
    passed += ok;
    wrong += !ok;
    if (!ok)
        printf("line %d is false\n", line);
}

#define EXPECT(claim) expect(claim, __LINE__)

typedef struct Tally {
    atomic_int times[MOST_TASKS];
    int last; /* of those done in order */
    int stop_at;
    bool ordered;
} Tally;

static void task(PoolRun *run, int64_t index, void *closure)
{
    Tally *t = closure;
    atomic_fetch_add(&t->times[index], 1);
    if (index == t->stop_at)
        pool_stop(run);
}

static void task_in_order(PoolRun *run, int64_t index, void *closure)
{
    Tally *t = closure;
    t->ordered = t->ordered && index == t->last + 1;
    t->last = (int)index;
    task(run, index, closure);
}

static bool is_once(Tally *t, int count)
{
    bool ok = true;
    for (int i = 0; i < MOST_TASKS; i++)
        ok = ok && t->times[i] == (i < count);
    return ok;
}

static bool runs_once(Cx *cx, int count)
{
    Tally t = {.stop_at = -1};
    return pool_run(cx, count, task, &t) && is_once(&t, count);
}

static void *caller(void *all_ok)
{
    Cx context, *cx = &context;
    cx_init(cx);
    for (int i = 0; i < 300; i++)
        if (!runs_once(cx, i % 70))
            *(bool *)all_ok = false;
    cx_free(cx);
    return NULL;
}

int main(void)
{
    Cx context, *cx = &context;
    cx_init(cx);
    for (int count = 0; count <= 70; count++)
        EXPECT(runs_once(cx, count));
    EXPECT(runs_once(cx, MOST_TASKS));
    for (int i = 0; i < 5; i++) { /* helpers that have gone to sleep */
        usleep(2000);
        EXPECT(runs_once(cx, 100));
    }
    Tally here = {.stop_at = -1, .last = -1, .ordered = true};
    EXPECT(pool_run_here(cx, 100, task_in_order, &here) && is_once(&here, 100) && here.ordered);
    Tally stopped = {.stop_at = 0};
    EXPECT(!pool_run(cx, 2, task, &stopped) && stopped.times[0] == 1);
    pthread_t threads[CALLERS];
    bool ok[CALLERS] = {true, true, true};
    for (int i = 0; i < CALLERS; i++)
        EXPECT(pthread_create(&threads[i], NULL, caller, &ok[i]) == 0);
    for (int i = 0; i < CALLERS; i++)
        EXPECT(pthread_join(threads[i], NULL) == 0 && ok[i]);
    cx_free(cx);
    printf("%d passed, %d failed\n", passed, wrong);
    return wrong != 0;
}
