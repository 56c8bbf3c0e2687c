/* execute.c - compiled functions: types, errors, and several threads at once. */
#include "check.h"

#include <pthread.h>

static const CnxType f32_3 = {"f32", 1, (int64_t[]){3}};

static void expect(CnxExecutable *exe, CnxTensor **in, int ninputs, CnxTensor **out, int noutputs,
                   const char *text)
{
    CnxError *e = NULL;
    CHECK(!cnx_call(exe, in, ninputs, out, noutputs, &e));
    CHECK(e != NULL);
    if (!strstr(e->text, text)) {
        printf("expected %s, got %s", text, e->report);
        exit(1);
    }
    cnx_error_free(e);
}

static void types_are_checked(CnxContext *cnx)
{
    CnxExecutable *exe = cnx_compile(cnx, "M.both", (CnxType[]){f32_3, f32_3}, 2);
    CHECK(exe != NULL);
    CHECK(cnx_executable_inputs(exe) == 2 && cnx_executable_outputs(exe) == 2);
    CnxType type = cnx_executable_output(exe, 1);
    CHECK(strcmp(type.dtype, "f32") == 0 && type.rank == 1 && type.dims[0] == 3);
    CHECK(cnx_executable_input(exe, 0).rank == 1);

    CnxTensor *x = vector(cnx, 3, (float[]){1, 2, 3}), *y = vector(cnx, 2, NULL);
    CnxTensor *out[2] = {NULL, NULL};
    expect(exe, (CnxTensor *[]){x, y}, 2, out, 2, "input 2 is f32[2], compiled was f32[3]");
    expect(exe, &x, 1, out, 2, "takes 2 tensors, 1 were given");
    expect(exe, (CnxTensor *[]){x, x}, 2, out, 1, "returns 2 tensors, 1 were asked for");
    CnxTensor *wrong[2] = {NULL, y};
    expect(exe, (CnxTensor *[]){x, x}, 2, wrong, 2, "output 2 is f32[2], compiled was f32[3]");
    CHECK(wrong[0] == NULL && out[0] == NULL);

    CHECK(cnx_call(exe, (CnxTensor *[]){x, x}, 2, out, 2, NULL));
    CHECK(number(out[0], 2) == 6 && number(out[1], 2) == 9);
    CnxTensor *again = out[0]; /* written anew, in the same memory */
    CHECK(cnx_call(exe, (CnxTensor *[]){x, out[1]}, 2, out, 2, NULL));
    CHECK(out[0] == again && number(again, 2) == 12 && number(out[1], 2) == 27);
    for (int i = 0; i < 2; i++)
        cnx_tensor_free(out[i]);
    cnx_tensor_free(x);
    cnx_tensor_free(y);
    cnx_executable_free(exe);

    CHECK(cnx_compile(cnx, "M.missing", &f32_3, 1) == NULL);
    CHECK(cnx_compile(cnx, "M.double", &(CnxType){.dtype = "f31"}, 1) == NULL);
    CHECK(strstr(cnx_error(cnx), "f31"));
    cnx_executable_free(NULL);
    cnx_error_free(NULL);
}

/* A tensor that somebody else has, too, is not written over. */
static void shared_memory_is_kept(CnxContext *cnx)
{
    CnxExecutable *exe = cnx_compile(cnx, "M.double", &f32_3, 1);
    CnxTensor *x = vector(cnx, 3, (float[]){1, 2, 3}), *y;
    CHECK(cnx_run(cnx, "defmodule K do\n  def same(x), do: x\nend"));
    CHECK(cnx_call_function(cnx, "K.same", &x, 1, &y, 1));
    expect(exe, &x, 1, &y, 1, "output 1 shares its memory with another tensor");
    CHECK(number(y, 0) == 1);
    cnx_tensor_free(x);
    cnx_tensor_free(y);
    cnx_executable_free(exe);
}

/* Its context is gone, the error still knows the line. */
static void outlives_its_context(void)
{
    CnxContext *cnx = context();
    int64_t two = 2;
    CnxType s32_2 = {"s32", 1, &two};
    CnxExecutable *exe = cnx_compile(cnx, "M.quotient", (CnxType[]){s32_2, s32_2}, 2);
    CHECK(exe != NULL);
    CnxTensor *x = cnx_tensor_new(cnx, "s32", 1, &two, (int32_t[]){7, 8});
    CnxTensor *y = cnx_tensor_new(cnx, "s32", 1, &two, (int32_t[]){2, 0}), *out = NULL;
    cnx_context_free(cnx);
    CnxError *e;
    CHECK(!cnx_call(exe, (CnxTensor *[]){x, y}, 2, &out, 1, &e));
    CHECK(strcmp(e->kind, "ArithmeticError") == 0);
    CHECK(strcmp(e->file, "source") == 0 && e->line == 6 && e->column == 28);
    CHECK(strstr(e->report, "defn quotient(a, b)"));
    cnx_error_free(e);
    CHECK(cnx_call(exe, (CnxTensor *[]){x, x}, 2, &out, 1, &e) && e == NULL);
    CHECK(((const int32_t *)cnx_tensor_data(out))[1] == 1);
    cnx_tensor_free(out);
    cnx_tensor_free(x);
    cnx_tensor_free(y);
    cnx_executable_free(exe);
}

/* --- threads --- */

enum { THREADS = 4, ROUNDS = 300 };

typedef struct Work {
    CnxExecutable *exe;
    CnxTensor *w, *x; /* shared */
    pthread_t thread;
} Work;

static void *work(void *closure)
{
    const Work *job = closure;
    CnxTensor *out[3] = {NULL, NULL, NULL};
    for (int i = 0; i < ROUNDS; i++) {
        CHECK(cnx_call(job->exe, (CnxTensor *[]){job->w, job->x}, 2, out, 3, NULL));
        CHECK(number(out[0], 0) == 32 * 32 && number(out[1], 0) == 256);
        if (i % 3 == 0)
            for (int j = 0; j < 3; j++) {
                cnx_tensor_free(out[j]);
                out[j] = NULL;
            }
    }
    for (int j = 0; j < 3; j++)
        cnx_tensor_free(out[j]);
    return NULL;
}

static void threads_share(CnxContext *cnx)
{
    CnxExecutable *exe = cnx_compile_value_and_grad(cnx, "M.loss", (CnxType[]){f32_3, f32_3}, 2);
    CHECK(exe != NULL && cnx_executable_outputs(exe) == 3);
    CnxTensor *w = vector(cnx, 3, (float[]){1, 2, 3}), *x = vector(cnx, 3, (float[]){4, 5, 6});
    Work jobs[THREADS];
    for (int i = 0; i < THREADS; i++) {
        jobs[i] = (Work){.exe = exe, .w = w, .x = x};
        CHECK(pthread_create(&jobs[i].thread, NULL, work, &jobs[i]) == 0);
    }
    for (int i = 0; i < ROUNDS / 10; i++) { /* the context goes on with the same tensors */
        CnxTensor *y;
        CHECK(cnx_call_function(cnx, "M.loss", (CnxTensor *[]){w, x}, 2, &y, 1));
        cnx_tensor_free(y);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(jobs[i].thread, NULL);
    cnx_tensor_free(w);
    cnx_tensor_free(x);
    cnx_executable_free(exe);
}

int main(void)
{
    CnxContext *cnx = context();
    types_are_checked(cnx);
    shared_memory_is_kept(cnx);
    outlives_its_context();
    threads_share(cnx);
    cnx_context_free(cnx);
    puts("ok");
    return 0;
}
