/* cnx_interrupt stops what runs, from a signal handler and from another thread; the context stays
   usable. */
#include <cnx.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static CnxContext *cnx;

static void on_alarm(int number)
{
    (void)number;
    cnx_interrupt(cnx);
}

static void *interrupt_soon(void *nothing)
{
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    cnx_interrupt(cnx);
    return nothing;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Runs what would not end by itself. */
static void run_interrupted(const char *what, const char *source)
{
    double start = seconds();
    bool ok = cnx_run(cnx, source);
    printf("%s: %s, %s\n", what, ok ? "ended" : "failed",
           seconds() - start < 5 ? "soon" : "too late");
    printf("%.28s\n", cnx_error(cnx)); /* its first line */
}

int main(void)
{
    pthread_t thread;
    setbuf(stdout, NULL);
    setvbuf(stdout, NULL, _IONBF, 0); /* programs print past stdio's buffer */
    cnx = cnx_context_new();
    if (!cnx_run(cnx, "defmodule Loop do\n"
                      "  import Nx.Defn\n"
                      "  def calls(n), do: calls(n + 1)\n"
                      "  defn graph(x) do\n"
                      "    while x, x < 1.0 do\n"
                      "      x * 0.5\n"
                      "    end\n"
                      "  end\n"
                      "end"))
        printf("%s", cnx_error(cnx));

    signal(SIGALRM, on_alarm);
    alarm(1);
    run_interrupted("calls", "Loop.calls(0)");

    pthread_create(&thread, NULL, interrupt_soon, NULL);
    run_interrupted("graph", "Loop.graph(Nx.tensor(0.5))");
    pthread_join(thread, NULL);

    printf("then: %s\n", cnx_run(cnx, "IO.puts(1 + 1)") ? "ok" : cnx_error(cnx));
    cnx_context_free(cnx);
}
