/* native_list.c - Erlang's :lists, as far as no function values are called. */
#include "lang/native.h"

/* --- ends and order --- */

NATIVE(fn_lists_reverse)
{
    Value result = count == 2 ? value_ref(args[1]) : VALUE_EMPTY, rest = take(&args[0]), head;
    while (rest.tag == TAG_cons && is_unique(rest)) { /* cells that nobody else has turn around */
        Value next = rest.cons->tail;
        rest.cons->tail = result;
        result = rest;
        rest = next;
    }
    Value list = rest;
    size_t done = 0;
    bool stops = false;
    while (!stops && list_next(&list, &head)) {
        result = value_cons(value_ref(head), result);
        stops = stops_now(vm, ++done);
    }
    bool is_proper = list.tag == TAG_nil;
    value_free(rest);
    if (is_proper && !stops)
        return result;
    value_free(result);
    return stops ? POISON : vm_no_clause(vm, ":lists.reverse", count);
}

NATIVE(fn_lists_sort)
{
    Values items;
    if (!is_list(args[0]) || !list_values(args[0], &items))
        return vm_no_clause(vm, ":lists.sort", 1);
    Value sorted = values_sort(vm, items.at, items.len, order_terms, 0)
                       ? list_copy(vm, items.at, items.len, VALUE_EMPTY)
                       : POISON;
    vec_free(&items);
    return sorted;
}

NATIVE(fn_lists_usort)
{
    Values items;
    if (!is_list(args[0]) || !list_values(args[0], &items))
        return vm_no_clause(vm, ":lists.usort", 1);
    bool good = values_sort(vm, items.at, items.len, order_terms, 0);
    size_t n = 0;
    for (size_t i = 0; good && i < items.len; i++)
        if (n == 0 || !value_equal(items.at[n - 1], items.at[i], false))
            items.at[n++] = items.at[i];
    Value sorted = good ? list_copy(vm, items.at, n, VALUE_EMPTY) : POISON;
    vec_free(&items);
    return sorted;
}

NATIVE(fn_lists_keysort)
{
    Values items;
    if (!is_size(args[0], 1) || !is_list(args[1]) || !list_values(args[1], &items))
        return vm_no_clause(vm, ":lists.keysort", 2);
    int64_t place = args[0].i - 1;
    for (size_t i = 0; i < items.len; i++) {
        Value v = items.at[i];
        if (v.tag == TAG_tuple && place < (int64_t)v.tuple->len)
            continue;
        vec_free(&items);
        return vm_bad_argument(vm, v.tag == TAG_tuple ? 1 : 2,
                               v.tag == TAG_tuple ? "out of range" : "not a tuple");
    }
    Value sorted = values_sort(vm, items.at, items.len, order_elements, place)
                       ? list_copy(vm, items.at, items.len, VALUE_EMPTY)
                       : POISON;
    vec_free(&items);
    return sorted;
}

static Value extreme(Vm *vm, Value list, int sign, const char *name)
{
    Value best, v;
    if (list.tag != TAG_cons)
        return vm_no_clause(vm, name, 1);
    list_next(&list, &best);
    while (list_next(&list, &v))
        if (sign * value_compare(vm, v, best, false) > 0)
            best = v;
    return list.tag == TAG_nil ? value_ref(best) : vm_no_clause(vm, name, 1);
}

NATIVE(fn_lists_max)
{
    return extreme(vm, args[0], 1, ":lists.max");
}

NATIVE(fn_lists_min)
{
    return extreme(vm, args[0], -1, ":lists.min");
}

/* --- places --- */

NATIVE(fn_lists_nth)
{
    Value list = args[1], head;
    if (is_size(args[0], 1))
        for (int64_t i = args[0].i; list_next(&list, &head); i--)
            if (i == 1)
                return value_ref(head);
    return vm_no_clause(vm, ":lists.nth", 2);
}

NATIVE(fn_lists_nthtail)
{
    Value list = args[1], head;
    if (!is_size(args[0], 0))
        return vm_no_clause(vm, ":lists.nthtail", 2);
    for (int64_t i = args[0].i; i > 0; i--)
        if (!list_next(&list, &head))
            return vm_no_clause(vm, ":lists.nthtail", 2);
    return value_ref(list);
}

/* How many elements an integer asks for at most. */
static int64_t most(Vm *vm, Value count)
{
    if (count.tag == TAG_int)
        return count.i;
    return value_compare(vm, count, value_int(0), false) < 0 ? 0 : INT64_MAX;
}

/* Cnx.List.drop(list, count): what is behind the first `count` elements, or behind all. */
NATIVE(fn_list_drop)
{
    Value list = args[0], head;
    if (!is_integer(args[1]))
        return vm_bad_argument(vm, 2, "not an integer");
    for (int64_t i = most(vm, args[1]); i > 0 && list_next(&list, &head); i--)
        if (stops_now(vm, (size_t)i))
            return POISON;
    return value_ref(list);
}

/* Cnx.List.split(list, count): {the first `count` elements, the rest}. */
NATIVE(fn_list_split)
{
    ListBuilder front = LIST_BUILDER;
    Value list = args[0], head;
    if (!is_integer(args[1]))
        return vm_bad_argument(vm, 2, "not an integer");
    for (int64_t i = most(vm, args[1]); i > 0 && list_next(&list, &head); i--)
        if (!list_add(vm, &front, value_ref(head)))
            return POISON;
    return TUPLE(front.list, value_ref(list));
}

NATIVE(fn_lists_last)
{
    Value list = args[0], head = POISON;
    while (list_next(&list, &head))
        continue;
    if (head.tag == TAG_poison || list.tag != TAG_nil)
        return vm_no_clause(vm, ":lists.last", 1);
    return value_ref(head);
}

NATIVE(fn_lists_droplast)
{
    Values items;
    if (args[0].tag != TAG_cons || !list_values(args[0], &items))
        return vm_no_clause(vm, ":lists.droplast", 1);
    Value rest = list_copy(vm, items.at, items.len - 1, VALUE_EMPTY);
    vec_free(&items);
    return rest;
}

NATIVE(fn_lists_sublist)
{
    Value list = args[0], head, from = count == 3 ? args[1] : value_int(1);
    ListBuilder part = LIST_BUILDER;
    if (!is_list(list) || !is_size(from, 1) || !is_size(args[count - 1], 0))
        return vm_no_clause(vm, ":lists.sublist", count);
    for (int64_t i = from.i; i > 1; i--)
        if (!list_next(&list, &head))
            return VALUE_EMPTY;
    for (int64_t i = args[count - 1].i; i > 0 && list_next(&list, &head); i--)
        if (!list_add(vm, &part, value_ref(head)))
            break;
    return part.list;
}

NATIVE(fn_lists_duplicate)
{
    if (!is_size(args[0], 0))
        return vm_no_clause(vm, ":lists.duplicate", 2);
    Value list = VALUE_EMPTY;
    for (int64_t i = args[0].i; i > 0; i--) {
        list = value_cons(value_ref(args[1]), list);
        if (stops_now(vm, (size_t)i)) {
            value_free(list);
            return POISON;
        }
    }
    return list;
}

NATIVE(fn_lists_seq)
{
    Value step = count == 3 ? args[2] : value_int(1);
    if (args[0].tag != TAG_int || args[1].tag != TAG_int || step.tag != TAG_int)
        return vm_no_clause(vm, ":lists.seq", count);
    int64_t first = args[0].i, last = args[1].i, by = step.i;
    bool far = by > 0 ? first > last && first - last > by : first < last && last - first > -by;
    if ((far || (by == 0 && first != last)) && count == 3)
        return vm_bad_argument(
            vm, 3, first > last ? "not a negative increment" : "not a positive increment");
    if (far || (by == 0 && first != last))
        return vm_no_clause(vm, ":lists.seq", count);
    ListBuilder list = LIST_BUILDER;
    for (int64_t i = first; by > 0 ? i <= last : i >= last;) {
        if (!list_add(vm, &list, value_int(i)) || by == 0 || __builtin_add_overflow(i, by, &i))
            break;
    }
    return list.list;
}

/* --- elements --- */

NATIVE(fn_lists_member)
{
    Value list = args[1], head;
    while (list_next(&list, &head))
        if (value_equal(args[0], head, true))
            return value_bool(true);
    if (list.tag == TAG_nil)
        return value_bool(false);
    return vm_bad_argument(vm, 2, args[1].tag == TAG_cons ? "not a proper list" : "not a list");
}

NATIVE(fn_lists_delete)
{
    ListBuilder before = LIST_BUILDER;
    Value list = args[1], head;
    while (list.tag == TAG_cons) {
        Value rest = list;
        list_next(&rest, &head);
        list = rest;
        if (value_equal(args[0], head, true))
            break;
        if (!list_add(vm, &before, value_ref(head)))
            return POISON;
    }
    if (before.last == NULL)
        return value_ref(list);
    before.last->tail = value_ref(list);
    return before.list;
}

/* An open table of values, each with a number; equal ones (strictly) have one. */
typedef struct Numbered {
    Value value; /* borrowed; TAG_poison: the slot is free */
    size_t number;
} Numbered;

typedef struct NumberTable {
    Numbered *at;
    size_t mask;
} NumberTable;

static NumberTable number_table(size_t values)
{
    size_t slots = 16;
    while (slots < values * 2)
        slots *= 2;
    return (NumberTable){mem_alloc(slots * sizeof(Numbered)), slots - 1};
}

/* The slot of the value, or the free one for it. */
static Numbered *number_slot(const NumberTable *table, Value v)
{
    size_t slot = value_hash(v) & table->mask;
    while (table->at[slot].value.tag != TAG_poison && !value_equal(table->at[slot].value, v, true))
        slot = (slot + 1) & table->mask;
    return &table->at[slot];
}

/* Keeps the first of equal elements. */
NATIVE(fn_lists_uniq)
{
    Values items;
    if (!is_list(args[0]) || !list_values(args[0], &items))
        return vm_no_clause(vm, ":lists.uniq", 1);
    NumberTable table = number_table(items.len);
    ListBuilder kept = LIST_BUILDER;
    bool stops = false;
    for (size_t i = 0; i < items.len && !stops; i++) {
        Numbered *slot = number_slot(&table, items.at[i]);
        if (slot->value.tag == TAG_poison) {
            slot->value = items.at[i];
            list_push(&kept, value_ref(items.at[i]));
        }
        stops = stops_now(vm, i + 1);
    }
    free(table.at);
    vec_free(&items);
    if (!stops)
        return kept.list;
    value_free(kept.list);
    return POISON;
}

/* The table says how often a value is still to be taken away. */
NATIVE(fn_list_minus)
{
    Values remove;
    Value list = args[0], head;
    if (!is_proper_list(list) || !is_list(args[1]) || !list_values(args[1], &remove))
        return fail_argument(vm);
    NumberTable table = number_table(remove.len);
    bool stops = false;
    for (size_t i = 0; i < remove.len && !stops; i++) {
        Numbered *slot = number_slot(&table, remove.at[i]);
        slot->value = remove.at[i];
        slot->number++;
        stops = stops_now(vm, i + 1);
    }
    ListBuilder kept = LIST_BUILDER;
    while (!stops && list_next(&list, &head)) {
        Numbered *slot = number_slot(&table, head);
        if (slot->number > 0)
            slot->number--;
        else if (!list_add(vm, &kept, value_ref(head)))
            break;
    }
    free(table.at);
    vec_free(&remove);
    return stops ? POISON : kept.list;
}

NATIVE(fn_lists_append)
{
    if (count == 2)
        return fn_list_plus(vm, args, 2);
    Values lists;
    if (!is_list(args[0]) || !list_values(args[0], &lists))
        return vm_no_clause(vm, ":lists.append", 1);
    Value all = VALUE_EMPTY;
    for (size_t i = lists.len; i-- > 0 && all.tag != TAG_poison;) {
        Value longer = fn_list_plus(vm, (Value[]){lists.at[i], all}, 2);
        value_free(all);
        all = longer;
    }
    vec_free(&lists);
    return all;
}

/* The elements of nested lists, by a stack of what is left of each list around. */
NATIVE(fn_lists_flatten)
{
    ListBuilder flat = LIST_BUILDER;
    Values open = {0};
    bool good = is_list(args[0]) && (count == 1 || is_list(args[1]));
    vec_push(&open, args[0]);
    while (good && open.len) {
        Value head;
        if (!list_next(&vec_last(&open), &head)) {
            good = vec_last(&open).tag == TAG_nil;
            open.len--;
        } else if (is_list(head)) {
            vec_push(&open, head);
        } else {
            good = list_add(vm, &flat, value_ref(head));
        }
    }
    vec_free(&open);
    if (flat.list.tag == TAG_poison)
        return POISON;
    if (!good) {
        value_free(flat.list);
        return vm_no_clause(vm, ":lists.flatten", count);
    }
    if (count == 1)
        return flat.list;
    if (flat.last == NULL)
        return value_ref(args[1]);
    flat.last->tail = value_ref(args[1]);
    return flat.list;
}

/* --- keys: the element of tuples at a 1-based place --- */

/* Where a tuple with the key stands: its place from 0, -1 when there is none, -2 after an error. */
static int64_t key_find(Vm *vm, Value key, Value place, Value list, Value *found)
{
    if (!is_size(place, 1)) {
        vm_bad_argument(vm, 2, is_integer(place) ? "out of range" : "not an integer");
        return -2;
    }
    Value head;
    for (int64_t i = 0; list_next(&list, &head); i++) {
        if (head.tag != TAG_tuple || place.i > (int64_t)head.tuple->len ||
            !value_equal(head.tuple->at[place.i - 1], key, false))
            continue;
        *found = head;
        return i;
    }
    if (list.tag == TAG_nil)
        return -1;
    vm_bad_argument(vm, 3, "not a list");
    return -2;
}

/* The list with the element at `at` taken out, or `instead` (taken) in its place. */
static Value list_replace(Vm *vm, Value list, int64_t at, Value instead)
{
    ListBuilder made = LIST_BUILDER;
    Value head;
    for (int64_t i = 0; i < at && list_next(&list, &head); i++)
        if (!list_add(vm, &made, value_ref(head))) {
            value_free(instead);
            return POISON;
        }
    list_next(&list, &head);
    Value rest = value_ref(list);
    if (instead.tag != TAG_poison)
        rest = value_cons(instead, rest);
    if (made.last == NULL)
        return rest;
    made.last->tail = rest;
    return made.list;
}

NATIVE(fn_lists_keyfind)
{
    Value found = POISON;
    int64_t at = key_find(vm, args[0], args[1], args[2], &found);
    return at == -2 ? POISON : at < 0 ? value_bool(false) : value_ref(found);
}

NATIVE(fn_lists_keymember)
{
    Value found = POISON;
    int64_t at = key_find(vm, args[0], args[1], args[2], &found);
    return at == -2 ? POISON : value_bool(at >= 0);
}

NATIVE(fn_lists_keydelete)
{
    Value found = POISON;
    int64_t at = key_find(vm, args[0], args[1], args[2], &found);
    return at == -2 ? POISON : at < 0 ? value_ref(args[2]) : list_replace(vm, args[2], at, POISON);
}

NATIVE(fn_lists_keyreplace)
{
    Value found = POISON;
    int64_t at = key_find(vm, args[0], args[1], args[2], &found);
    if (at == -2)
        return POISON;
    return at < 0 ? value_ref(args[2]) : list_replace(vm, args[2], at, value_ref(args[3]));
}

NATIVE(fn_lists_keystore)
{
    Value found = POISON;
    int64_t at = key_find(vm, args[0], args[1], args[2], &found);
    if (at == -2)
        return POISON;
    if (at >= 0)
        return list_replace(vm, args[2], at, value_ref(args[3]));
    Value last = value_cons(value_ref(args[3]), VALUE_EMPTY);
    Value stored = fn_list_plus(vm, (Value[]){args[2], last}, 2);
    value_free(last);
    return stored;
}

NATIVE(fn_lists_keytake)
{
    Value found = POISON;
    int64_t at = is_list(args[2]) ? key_find(vm, args[0], args[1], args[2], &found) : -3;
    if (at == -3)
        return vm_no_clause(vm, ":lists.keytake", 4);
    if (at < 0)
        return at == -2 ? POISON : value_bool(false);
    Value rest = list_replace(vm, args[2], at, POISON);
    if (rest.tag == TAG_poison)
        return POISON;
    return TUPLE(vm_atom(vm, "value"), value_ref(found), rest);
}
