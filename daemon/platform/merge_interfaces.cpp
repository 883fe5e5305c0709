#include <algorithm>
#include <utility>

#include "platform/platform.hpp"

namespace showd {
namespace {

/// Pointers, because an Interface is costly to move: each is moved once, to where it stays.
using Rows = std::vector<Interface*>;

struct ByName {
  bool operator()(const Interface* one, const Interface* other) const {
    return one->if_name < other->if_name;
  }
  bool operator()(const Interface* one, std::string_view name) const { return one->if_name < name; }
};

/// Sorted; of equal names the earlier output's first.
Rows sorted(std::vector<std::vector<Interface>>& outputs) {
  Rows rows;
  for (std::vector<Interface>& output : outputs)
    for (Interface& row : output) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(), ByName());
  return rows;
}

void merge_namesakes(Rows& rows) {
  Interface* first = nullptr;
  for (Interface*& row : rows) {
    if (!first || first->if_name != row->if_name)
      first = row;
    else
      merge(*first, std::move(*std::exchange(row, nullptr)));
  }
  std::erase(rows, nullptr);
}

/// The row whose name this is without the mark at its end; null: none, or it has no mark.
Interface* bare(const Rows& rows, std::string_view name) {
  const std::size_t open = name.ends_with(')') ? name.rfind('(') : std::string_view::npos;
  if (open == std::string_view::npos) return nullptr;
  name = name.substr(0, open);
  const auto place = std::lower_bound(rows.begin(), rows.end(), name, ByName());
  return place != rows.end() && (*place)->if_name == name ? *place : nullptr;
}

/// VRP's brief table prints "GigabitEthernet1/0/2(10G)" and "GigabitEthernet0/0/5(v)" where its
/// blocks print the bare name. Only together do the outputs tell that this is one interface.
void fold_marked_names(Rows& rows) {
  Rows marked;
  for (Interface* row : rows) {
    Interface* into = bare(rows, row->if_name);
    if (!into) continue;
    while (Interface* next = bare(rows, into->if_name)) into = next;  // "a(b)(c)" beside "a(b)"
    merge(*into, std::move(*row));
    marked.push_back(row);
  }
  std::erase_if(rows, [&](const Interface* row) {
    return std::binary_search(marked.begin(), marked.end(), row, ByName());
  });
}

}  // namespace

std::vector<Interface> merge_interfaces(std::vector<std::vector<Interface>> outputs) {
  Rows rows = sorted(outputs);
  merge_namesakes(rows);
  fold_marked_names(rows);
  std::vector<Interface> merged;
  merged.reserve(rows.size());
  for (Interface* row : rows) merged.push_back(std::move(*row));
  return merged;
}

}  // namespace showd
