/* contexts.c - contexts in several threads share nothing. */
#include "check.h"

#include <pthread.h>

static void *work(void *closure)
{
    (void)closure;
    for (int i = 0; i < 3; i++) {
        CnxContext *cnx = context();
        CnxTensor *x = vector(cnx, 3, (float[]){1, 2, 3}), *y;
        CHECK(cnx_call_function(cnx, "M.double", &x, 1, &y, 1));
        CHECK(number(y, 0) == 2);
        CHECK(!cnx_run(cnx, "raise \"mine\""));
        CHECK(strcmp(cnx_error_info(cnx)->text, "mine") == 0);
        cnx_context_free(cnx);
        cnx_tensor_free(x);
        cnx_tensor_free(y);
    }
    return NULL;
}

int main(void)
{
    enum { THREADS = 3 };
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, work, NULL) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    puts("ok");
    return 0;
}
