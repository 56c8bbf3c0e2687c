# cnx -e evaluates what it is given; what the program prints goes to standard output.
. test/cli/prelude

run -e '1'
expect code 0
expect no-err

run -e 'IO.puts("a" <> "b")'
expect code 0
expect out ab

run -e 'IO.inspect(Nx.add(1, 2))'
expect code 0
expect out-has '#Nx.Tensor<'

# An exit that is no failure says nothing.
for end in ':normal 0' ':shutdown 0' '{:shutdown,:a} 0' '{:shutdown,3} 3'; do
    run -e "IO.puts(1); exit(${end% *}); IO.puts(2)"
    expect code "${end#* }"
    expect out 1
    expect no-err
done
run -e 'exit(:killed)'
expect code 1
expect err-has '** (exit) killed'
run -e 'exit({:a, 1})'
expect err-has '** (exit) {:a, 1}'
