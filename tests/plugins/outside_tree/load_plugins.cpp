// The host, for the test: loads a plugin directory and parses one output.
//
//   load_plugins DIRECTORY PLATFORM COMMAND OUTPUT
//
// Prints a line for each interface: name and operational status. Exit 1 if a plugin is refused.
#include <exception>
#include <iostream>

#include "platform/platform.hpp"

int main(int argc, char** argv) try {
  if (argc != 5) return 2;
  const showd::PlatformRegistry registry(argv[1]);
  for (const showd::PluginRefusal& refusal : registry.refused())
    std::cerr << refusal.file.string() << ": " << refusal.why << '\n';
  const showd::Platform* const platform = registry.find(argv[2]);
  if (!platform || !registry.refused().empty()) return 1;
  const showd::Parsed parsed = platform->parse(argv[3], argv[4]);
  for (const showd::Interface& face : parsed.interfaces)
    std::cout << face.if_name << ' ' << (face.oper_status ? to_string(*face.oper_status) : "-")
              << '\n';
  return parsed.error ? 1 : 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
