// Nothing but the precompiled header of the tests: see CMakeLists.txt.
