/* interrupt.c - calls that would not end are stopped from another thread; all goes on afterwards.
 */
#include "check.h"

#include <pthread.h>
#include <time.h>

static void *stop_context(void *cnx)
{
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    cnx_interrupt(cnx);
    return NULL;
}

static void *stop_executable(void *exe)
{
    nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    cnx_executable_interrupt(exe);
    return NULL;
}

static void stops(CnxContext *cnx, const char *source)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, stop_context, cnx) == 0);
    CHECK(!cnx_run(cnx, source));
    pthread_join(thread, NULL);
    if (strcmp(cnx_error_info(cnx)->kind, "Interrupted") != 0) {
        printf("%s: %s", source, cnx_error(cnx));
        exit(1);
    }
    CnxTensor *x = vector(cnx, 1, (float[]){21}), *y;
    CHECK(cnx_call_function(cnx, "M.double", &x, 1, &y, 1));
    CHECK(number(y, 0) == 42);
    cnx_tensor_free(x);
    cnx_tensor_free(y);
}

int main(void)
{
    CnxContext *cnx = context();
    stops(cnx, "M.spin(1)");
    stops(cnx, "M.endless(0.5)");
    stops(cnx, "Enum.each(Stream.cycle([1]), fn x -> x end)");
    stops(cnx, "Nx.Defn.jit(fn x -> M.spin(x) end).(1)"); /* while it is traced */
    stops(cnx, "try do\n  M.spin(1)\nrescue\n  e in ArgumentError -> e\nafter\n  :done\nend");

    CnxExecutable *exe = cnx_compile(cnx, "M.endless", &(CnxType){.dtype = "f32"}, 1);
    CHECK(exe != NULL);
    CnxTensor *x = cnx_tensor_new(cnx, "f32", 0, NULL, &(float){0.5f}), *y = NULL;
    CnxTensor *big = cnx_tensor_new(cnx, "f32", 0, NULL, &(float){2});
    pthread_t thread;
    CnxError *e;
    CHECK(pthread_create(&thread, NULL, stop_executable, exe) == 0);
    CHECK(!cnx_call(exe, &x, 1, &y, 1, &e));
    pthread_join(thread, NULL);
    CHECK(strcmp(e->kind, "Interrupted") == 0);
    cnx_error_free(e);
    CHECK(cnx_call(exe, &big, 1, &y, 1, NULL) && number(y, 0) == 2);
    cnx_tensor_free(x);
    cnx_tensor_free(y);
    cnx_tensor_free(big);
    cnx_executable_free(exe);
    cnx_context_free(cnx);
    puts("ok");
    return 0;
}
