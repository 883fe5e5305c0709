#include "poll/secret_filter.hpp"

#include <string.h>

#include <algorithm>

#include "base/utf8.hpp"

namespace showd {
namespace {

constexpr std::size_t kShortest = 4;  ///< a secret, or a piece of one, that can be told from text
constexpr std::string_view kBlot = "<secret>";
constexpr std::string_view kKeptBack = "(the device's words are kept back: they may hold a secret)";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// A text without its blanks, and where each of its bytes stood.
struct Squeezed {
  explicit Squeezed(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (is_blank(text[i])) continue;
      bytes.push_back(text[i]);
      at.push_back(i);
    }
  }
  std::string bytes;
  std::vector<std::size_t> at;
};

/// Marks what has to go.
class Blotter {
 public:
  explicit Blotter(std::string text)
      : text_(std::move(text)), squeezed_(text_), marked_(text_.size(), false) {}

  void blot(std::string_view secret) {
    const std::string_view text = squeezed_.bytes;
    for (std::size_t at = text.find(secret); at != std::string_view::npos;
         at = text.find(secret, at + 1))
      mark(at, secret.size());
    blot_pieces(secret);
  }

  [[nodiscard]] std::string result() && {
    std::string out;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (!marked_[i])
        out.push_back(text_[i]);
      else if (i == 0 || !marked_[i - 1])
        out += kBlot;
    }
    return out;
  }

 private:
  void mark(std::size_t from, std::size_t size) {
    std::fill(marked_.begin() + static_cast<std::ptrdiff_t>(squeezed_.at[from]),
              marked_.begin() + static_cast<std::ptrdiff_t>(squeezed_.at[from + size - 1] + 1),
              true);
  }

  /// A quotation, or the text, may begin in the middle of a secret, or end there.
  void blot_pieces(std::string_view secret) {
    const std::string_view text = squeezed_.bytes;
    for (std::size_t size = secret.size() - 1; size >= kShortest; --size) {
      const std::string_view head = secret.substr(0, size);
      const std::string_view tail = secret.substr(secret.size() - size);
      for (std::size_t at = 0; at + size <= text.size(); ++at) {
        const std::string_view piece = text.substr(at, size);
        const bool begins = at == 0 || text[at - 1] == '"' || text[at - 1] == '$';
        const std::string_view rest = text.substr(at + size);
        const bool ends =
            rest.empty() || rest[0] == '"' || rest[0] == '$' || rest.starts_with("...");
        if ((begins && piece == tail) || (ends && piece == head)) mark(at, size);
      }
    }
  }

  const std::string text_;
  const Squeezed squeezed_;
  std::vector<bool> marked_;
};

/// What stands between double quotes is a device's.
std::string without_quotations(std::string_view text) {
  std::string out;
  bool inside = false;
  for (const char c : text) {
    if (c == '"') inside = !inside;
    if (c == '"' && inside) out += "\"...\"";
    if (c != '"' && !inside) out.push_back(c);
  }
  return out;
}

/// Messages that are a device's line as it stands.
bool is_device_text(Errc code) {
  return code == Errc::command_rejected || code == Errc::enable_failed;
}

}  // namespace

SecretFilter::SecretFilter(const Credentials& credentials, const Device& device) {
  for (const std::string& name : device.credentials) {
    const auto found = credentials.find(name);
    if (found == credentials.end()) continue;
    for (const Secret* secret :
         {&found->second.password, &found->second.enable, &found->second.passphrase})
      add(secret->reveal());
  }
}

void SecretFilter::add(std::string_view secret) {
  if (secret.empty()) return;
  const std::string shown = Squeezed(printable(secret, 4096)).bytes;
  if (shown.size() < kShortest)
    has_short_one_ = true;
  else
    secrets_.push_back(shown);
}

std::string SecretFilter::clean(std::string text) const {
  if (has_short_one_) text = without_quotations(text);
  Blotter blotter(std::move(text));
  for (const std::string& secret : secrets_) blotter.blot(secret);
  return std::move(blotter).result();
}

void SecretFilter::clean(PollResult& result) const {
  if (result.error) {
    const bool kept_back = has_short_one_ && is_device_text(result.error->code);
    result.error->message =
        kept_back ? std::string(kKeptBack) : clean(std::move(result.error->message));
  }
  for (Coverage& coverage : result.coverage)
    for (Coverage::Note& note : coverage.notes)
      for (std::string* words : {&note.why, &note.text})
        if (!words->empty())
          *words = has_short_one_ ? std::string(kKeptBack) : clean(std::move(*words));
}

}  // namespace showd
