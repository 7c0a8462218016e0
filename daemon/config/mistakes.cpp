#include "config/mistakes.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "text/clip.h"
#include "text/escape.h"

namespace sitewatch {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

}  // namespace

const std::string* Mistakes::file(std::string path) {
  return &files_.emplace_back(std::move(path));
}

void Mistakes::add(Position at, std::string path, std::string expected) {
  Mistake mistake{at.file ? *at.file : "", at.line, at.column, std::move(path), std::move(expected)};
  found_.emplace_back(at, std::move(mistake));
}

void Mistakes::add_value(Position at, std::string path, const std::string& expected, std::string_view value) {
  // "the name of a receiver, not 'opps'; did you mean 'ops'?"
  const std::size_t end = std::min(expected.find("; did you mean"), expected.size());
  const std::string instead = ", not '" + clip(log_escaped(value), 60, true) + '\'';
  add(at, std::move(path), expected.substr(0, end) + instead + expected.substr(end));
}

std::vector<Mistake> Mistakes::sorted() const {
  const auto place = [this](const Position& at) {
    const auto file =
        std::find_if(files_.begin(), files_.end(), [&](const std::string& each) { return &each == at.file; });
    return std::tuple{file - files_.begin(), at.line, at.column};
  };
  auto found = found_;
  std::stable_sort(found.begin(), found.end(),
                   [&](const auto& a, const auto& b) { return place(a.first) < place(b.first); });
  std::vector<Mistake> mistakes;
  mistakes.reserve(found.size());
  for (auto& [at, mistake] : found) mistakes.push_back(std::move(mistake));
  return mistakes;
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
  if (word.size() > 64) return {};
  for (const std::string_view each : known) {
    const std::size_t distance = edit_distance(word, each);
    if (distance >= least) continue;
    least = distance;
    best = each;
  }
  return best.empty() ? std::string{} : "; did you mean '" + std::string{best} + "'?";
}

}  // namespace sitewatch
