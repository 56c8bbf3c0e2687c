# A variable that is bound inside a list, a tuple or a string keeps its value when that is built.
f = fn a -> x = {c = a + 1, [d = a + 2, 3]}; {c, d, x} end
f.(1)                                                            # => {2, 3, {2, [3, 3]}}
f = fn a -> x = [{c = {a, a}, 2}, [a: (d = [a])]]; {c, d, x} end
f.(1)                                                            # => {{1, 1}, [1], [{{1, 1}, 2}, [a: [1]]]}
f = fn a -> x = [1 | [c = {a}]]; {c, x} end
f.(1)                                                            # => {{1}, [1, {1}]}
f = fn a -> x = %{(c = [a]) => {d = {a}}}; {c, d, x} end
f.(1)                                                            # => {[1], {1}, %{[1] => {{1}}}}
f = fn a -> x = Enum.map([{c = [a], fn -> a end}], &elem(&1, 0)); {c, x} end
f.(1)                                                            # => {[1], [[1]]}
f = fn a -> x = "#{c = a}-#{d = a + 1}"; {c, d, x} end
f.(1)                                                            # => {1, 2, "1-2"}
f = fn a -> x = <<c = a, (d = "b")::binary>>; {c, d, x} end
f.(1)                                                            # => {1, "b", <<1, 98>>}
