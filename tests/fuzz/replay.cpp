// Stands in for libFuzzer under g++: each file once, each of its beginnings that ends at a line (a
// device may be cut off anywhere), and nothing at all.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void run(const std::string& bytes, std::size_t size) {
  // A copy of exactly that size, so that a sanitizer sees a read past its end.
  const std::string copy(bytes, 0, size);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(copy.data()), copy.size());
}

}  // namespace

int main(int argc, char** argv) {
  run({}, 0);
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    if (!file) {
      std::fprintf(stderr, "%s: cannot be read\n", argv[i]);
      return 1;
    }
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    for (std::size_t at = bytes.find('\n'); at != std::string::npos && at < 65'536;
         at = bytes.find('\n', at + 1))
      run(bytes, at + 1);
    run(bytes, bytes.size());
  }
  std::printf("%d files replayed\n", argc - 1);
}
