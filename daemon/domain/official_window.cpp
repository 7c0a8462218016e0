#include "domain/official_window.h"

#include <algorithm>
#include <limits>

#include "domain/clock_sense.h"

namespace sitewatch {

namespace {

constexpr std::int64_t milliseconds_an_hour = 3'600'000;
constexpr std::int64_t hours_a_day = 24;
constexpr std::int64_t days = 7;
constexpr std::uint32_t visits_a_day = 20;
constexpr char blob_version = 1;

std::int64_t hour_of(WallTime at) {
  const std::int64_t count = to_milliseconds(at);
  return count >= 0 ? count / milliseconds_an_hour : (count + 1) / milliseconds_an_hour - 1;
}

std::size_t index_of(std::int64_t hour, std::size_t size) {
  const auto modulus = static_cast<std::int64_t>(size);
  return static_cast<std::size_t>(((hour % modulus) + modulus) % modulus);
}

void put(std::string& blob, std::uint64_t value, int bytes) {
  for (int byte = 0; byte < bytes; ++byte) blob.push_back(static_cast<char>((value >> (8 * byte)) & 0xff));
}

std::uint64_t take(std::string_view blob, std::size_t at, int bytes) {
  std::uint64_t value = 0;
  for (int byte = bytes - 1; byte >= 0; --byte)
    value = (value << 8) | static_cast<unsigned char>(blob[at + static_cast<std::size_t>(byte)]);
  return value;
}

bool below(std::uint64_t failed, std::uint64_t valid, std::uint32_t percent) {
  return failed * 100 < valid * percent || valid == 0;
}

}  // namespace

bool reaches(const WindowCount& count, std::uint32_t percent) {
  if (!count.enough_visits) return false;
  return std::uint64_t{count.failed} * 100 >= std::uint64_t{count.valid()} * percent;
}

std::array<OfficialWindow::Hour, OfficialWindow::hours> OfficialWindow::all_counts() const {
  std::array<Hour, hours> all{};
  if (!large_.empty()) {
    std::copy(large_.begin(), large_.end(), all.begin());
    return all;
  }
  for (std::size_t index = 0; index < hours; ++index) all[index][0] = ok_[index];
  for (const Rare& each : rare_) all[each.index] = {ok_[each.index], each.failed, each.unknown};
  return all;
}

OfficialWindow::Hour OfficialWindow::counts_of(std::int64_t hour) const {
  const std::size_t index = index_of(hour, hours);
  if (!large_.empty()) return large_[index];
  const auto rare = std::find_if(rare_.begin(), rare_.end(), [&](const Rare& each) { return each.index == index; });
  if (rare == rare_.end()) return {ok_[index], 0, 0};
  return {ok_[index], rare->failed, rare->unknown};
}

void OfficialWindow::set(std::int64_t hour, const Hour& counts) {
  constexpr std::uint16_t most = std::numeric_limits<std::uint8_t>::max();
  const bool fits = std::all_of(counts.begin(), counts.end(), [](std::uint16_t count) { return count <= most; });
  if (large_.empty() && !fits) {
    const std::array<Hour, hours> all = all_counts();
    large_.assign(all.begin(), all.end());
    rare_ = {};
  }
  const std::size_t index = index_of(hour, hours);
  if (!large_.empty()) {
    large_[index] = counts;
    return;
  }
  ok_[index] = static_cast<std::uint8_t>(counts[0]);
  std::erase_if(rare_, [&](const Rare& each) { return each.index == index; });
  if (counts[1] == 0 && counts[2] == 0) return;
  rare_.push_back(
      {static_cast<std::uint8_t>(index), static_cast<std::uint8_t>(counts[1]), static_cast<std::uint8_t>(counts[2])});
}

bool operator==(const OfficialWindow& a, const OfficialWindow& b) {
  if (a.newest_hour_ != b.newest_hour_) return false;
  for (std::int64_t hour = 0; hour < static_cast<std::int64_t>(OfficialWindow::hours); ++hour)
    if (a.counts_of(hour) != b.counts_of(hour)) return false;
  return true;
}

void OfficialWindow::record(WallTime at, VisitOutcome outcome) {
  if (!is_plausible(at)) return;
  const std::int64_t hour = hour_of(at);
  const auto span = static_cast<std::int64_t>(hours);
  if (hour > newest_hour_ || hour <= newest_hour_ - 2 * span) {
    const std::int64_t fresh = hour > newest_hour_ ? std::min(hour - newest_hour_, span) : span;
    for (std::int64_t step = 0; step < fresh; ++step) set(hour - step, Hour{});
    newest_hour_ = hour;
  }
  if (hour <= newest_hour_ - span) return;
  Hour counts = counts_of(hour);
  std::uint16_t& count = counts[static_cast<std::size_t>(outcome)];
  if (count < std::numeric_limits<std::uint16_t>::max()) ++count;
  set(hour, counts);
}

void OfficialWindow::forget(WallTime at, VisitOutcome outcome) {
  const std::int64_t hour = hour_of(at);
  if (hour > newest_hour_ || hour <= newest_hour_ - static_cast<std::int64_t>(hours)) return;
  Hour counts = counts_of(hour);
  std::uint16_t& count = counts[static_cast<std::size_t>(outcome)];
  if (count > 0) --count;
  set(hour, counts);
}

WindowCount OfficialWindow::count(WallTime now) const {
  const auto span = static_cast<std::int64_t>(hours);
  const std::int64_t present = hour_of(now);
  const std::int64_t first = present - span + 1;
  const std::array<Hour, hours> all = all_counts();
  WindowCount sum;
  // Valid visits of the hours before each hour of the window, the oldest hour first.
  std::array<std::uint32_t, hours + 1> before{};
  std::size_t index = index_of(first, hours);
  for (std::size_t at = 0; at < hours; ++at, index = index + 1 == hours ? 0 : index + 1) {
    const std::int64_t hour = first + static_cast<std::int64_t>(at);
    const bool kept = hour <= newest_hour_ && hour > newest_hour_ - span;
    const Hour each = kept ? all[index] : Hour{};
    sum.ok += each[0];
    sum.failed += each[1];
    sum.unknown += each[2];
    before[at + 1] = before[at] + each[0] + each[1];
  }
  sum.enough_visits = true;
  for (std::int64_t day = 0; day < days && sum.enough_visits; ++day) {
    // A block counts every hour it touches: between full hours that is one more than 24, never one less.
    const WallTime to = now - std::chrono::hours{hours_a_day * day};
    const std::int64_t last = day == 0 ? present : hour_of(to - std::chrono::milliseconds{1});
    const std::int64_t from = hour_of(to - std::chrono::hours{hours_a_day});
    const std::uint32_t valid =
        before[static_cast<std::size_t>(last - first + 1)] - before[static_cast<std::size_t>(from - first)];
    sum.enough_visits = valid >= visits_a_day;
  }
  return sum;
}

std::optional<WallTime> OfficialWindow::falls_below(WallTime now, std::uint32_t percent, Duration interval) const {
  const WindowCount present = count(now);
  if (below(present.failed, present.valid(), percent)) return std::nullopt;
  const std::int64_t step = std::max<std::int64_t>(interval.count(), 1);
  for (std::int64_t ahead = 1; ahead <= static_cast<std::int64_t>(hours); ++ahead) {
    const WallTime then = now + std::chrono::hours{ahead};
    const WindowCount later = count(then);
    const auto good = static_cast<std::uint64_t>(ahead * milliseconds_an_hour / step);
    if (below(later.failed, later.valid() + good, percent)) return then;
  }
  return now + std::chrono::hours{hours};
}

std::string OfficialWindow::to_blob() const {
  std::string blob;
  blob.reserve(1 + 8 + hours * 6);
  blob.push_back(blob_version);
  put(blob, static_cast<std::uint64_t>(newest_hour_), 8);
  for (std::int64_t hour = 0; hour < static_cast<std::int64_t>(hours); ++hour)
    for (const std::uint16_t count : counts_of(hour)) put(blob, count, 2);
  return blob;
}

OfficialWindow OfficialWindow::from_blob(std::string_view blob) {
  OfficialWindow window;
  if (blob.size() != 1 + 8 + hours * 6 || blob.front() != blob_version) return window;
  window.newest_hour_ = static_cast<std::int64_t>(take(blob, 1, 8));
  std::size_t at = 9;
  for (std::int64_t hour = 0; hour < static_cast<std::int64_t>(hours); ++hour) {
    Hour counts{};
    for (std::uint16_t& count : counts) {
      count = static_cast<std::uint16_t>(take(blob, at, 2));
      at += 2;
    }
    window.set(hour, counts);
  }
  return window;
}

}  // namespace sitewatch
