# Macro.underscore/1 and camelize/1 know ASCII alone.
Macro.underscore("HTTP2Foo") # => "http2_foo"
Macro.underscore("foo_Bar") # => "foo__bar"
Macro.underscore("ABc.DEf") # => "a_bc/d_ef"
Macro.underscore("ÅNGSTRÖM") # => "Å_ngst_rÖ_m"
Macro.underscore(<<255, 97>>) # => <<255, 97>>
Macro.camelize("foo_1a/éb_c") # => "Foo1a.ébC"
Macro.camelize("ß") # => "ß"
