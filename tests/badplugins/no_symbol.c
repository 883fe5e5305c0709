/* A shared library, but no plugin. */
int showd_unplugged = 1;
