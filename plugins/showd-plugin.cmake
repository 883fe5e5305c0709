# showd_add_plugin(NAME SOURCES a.cpp ... [LINKS lib ...] [OUTPUT_DIRECTORY dir] [NO_INSTALL])
#
# Builds NAME.so, a platform plugin: one exported symbol, nothing of the daemon in it, and no symbol
# left to be found at load time. The target is plugin_NAME. LINKS are static libraries:
# showd::plugin_common, or the plugin's own. The file goes to <build>/plugins and is installed to SHOWD_PLUGIN_DIR.
# The same function in showd's tree and, by find_package(showd), outside it.

function(showd_add_plugin name)
  cmake_parse_arguments(PLUGIN "NO_INSTALL" "OUTPUT_DIRECTORY" "SOURCES;LINKS" ${ARGN})
  if(NOT PLUGIN_OUTPUT_DIRECTORY)
    set(PLUGIN_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/plugins)
  endif()
  set(exports ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/exports.map)
  set(target plugin_${name})
  add_library(${target} MODULE ${PLUGIN_SOURCES} ${PLUGIN_UNPARSED_ARGUMENTS})
  target_link_libraries(${target} PRIVATE showd::plugin ${PLUGIN_LINKS})
  if(TARGET showd_flags)
    target_link_libraries(${target} PRIVATE showd_flags)
  endif()
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME ${name}
    LIBRARY_OUTPUT_DIRECTORY ${PLUGIN_OUTPUT_DIRECTORY}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS ${exports})
  target_link_options(${target} PRIVATE -Wl,--version-script=${exports})
  # clang leaves the sanitizers' own symbols to the program; g++ links their library.
  if(NOT (SHOWD_SANITIZE AND CMAKE_CXX_COMPILER_ID MATCHES Clang))
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()
  # The daemon refuses what others can write, and a umask of 002 makes that of every build.
  file(MAKE_DIRECTORY ${PLUGIN_OUTPUT_DIRECTORY})
  add_custom_command(TARGET ${target} POST_BUILD
    COMMAND chmod go-w ${PLUGIN_OUTPUT_DIRECTORY} $<TARGET_FILE:${target}> VERBATIM)
  if(NOT PLUGIN_NO_INSTALL)
    install(TARGETS ${target} LIBRARY DESTINATION ${SHOWD_PLUGIN_DIR} COMPONENT plugins
            PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  endif()
endfunction()
