~s(text)
~s[a #{b} c]
~S(raw #{b} \n)
~r/a\/b/iu
~r{^\d+$}
~w(a b c)a
~c"charlist"
~D[2024-01-31]
~s|pipe|
~s<angle>
~s"quote \" inside"
~s'single'
~S(\\)
~s(a\)b)
~s()
