/* native_mailbox.c - receive: messages that were sent to the process that runs.

   Processes run in turn, so a message waits in a queue until a receive takes it, and a receive that
   finds nothing can only wait for its time to be over. */
#include "lang/native.h"
#include "lang/vm_state.h"

#include <string.h>
#include <time.h>

void mailbox_free(Mailbox *m)
{
    for (size_t i = m->first; i < m->messages.len; i++)
        value_free(m->messages.at[i]);
    vec_free(&m->messages);
    m->first = 0;
}

/* Moves the older ones up, which the search went through, too; when half of the room is at the
   front all move down. */
static void mailbox_remove(Mailbox *m, size_t at)
{
    Value *messages = m->messages.at;
    memmove(messages + m->first + 1, messages + m->first, (at - m->first) * sizeof *messages);
    m->first++;
    if (m->first <= m->messages.len / 2)
        return;
    m->messages.len -= m->first;
    memmove(messages, messages + m->first, m->messages.len * sizeof *messages);
    m->first = 0;
}

/* Sleeps; false when interrupted. */
static bool wait_for(Vm *vm, int64_t ms)
{
    for (; ms > 0 && !interrupted(vm->cx); ms -= 10) {
        struct timespec part = {0, (ms < 10 ? ms : 10) * 1000000};
        nanosleep(&part, NULL);
    }
    return !failed(vm->cx);
}

/* Cnx.Mailbox.receive(matches, timeout): {:message, m} for the oldest message that matches, or
   :timeout. */
NATIVE(fn_mailbox_receive)
{
    Mailbox *m = &vm->mailbox;
    for (size_t i = m->first; i < m->messages.len; i++) {
        Value message = value_ref(m->messages.at[i]);
        Value hit = vm_call(vm, args[0], &message, 1);
        if (hit.tag == TAG_poison) {
            value_free(message);
            return POISON;
        }
        if (is_atom(hit, SYM_true)) {
            value_free(m->messages.at[i]);
            mailbox_remove(m, i);
            return TUPLE(value_atom(SYM_message), message);
        }
        value_free(message);
    }
    if (args[1].tag == TAG_int && args[1].i >= 0)
        return wait_for(vm, args[1].i) ? vm_atom(vm, "timeout") : vm_raise_pending(vm);
    if (!is_atom(args[1], SYM_infinity))
        return fail_argument(vm);
    return vm_fail(vm, EXC_RuntimeError,
                   "this receive would wait forever: cnx has no processes, and no message that "
                   "was sent matches");
}

/* Cnx.Mailbox.messages(): what waits, oldest first. */
NATIVE(fn_mailbox_messages)
{
    ListBuilder list = LIST_BUILDER;
    for (size_t i = vm->mailbox.first; i < vm->mailbox.messages.len; i++)
        list_push(&list, value_ref(vm->mailbox.messages.at[i]));
    return list.list;
}
