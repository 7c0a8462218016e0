#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.h"

namespace sitewatch {

enum class VisitOutcome : std::uint8_t { ok, failed, unknown };

/// What the last seven days say: 国办发〔2015〕15号 (站点无法访问) and 国办秘函〔2019〕19号.
struct WindowCount {
  std::uint32_t ok = 0;
  std::uint32_t failed = 0;
  std::uint32_t unknown = 0;   ///< Left out of numerator and denominator.
  bool enough_visits = false;  ///< At least 20 valid visits in each of the seven days.

  std::uint32_t valid() const { return ok + failed; }
  double ratio() const { return valid() == 0 ? 0.0 : double(failed) / valid(); }
};

/// Both bounds inclusive, in integers: `failed * 100 >= valid * percent`; never without enough visits.
bool reaches(const WindowCount& count, std::uint32_t percent);

/// Scheduled visits of one target, by hour: 169 hours, so that seven whole days always lie inside. About 0.25 kB,
/// 3 bytes more for every hour with a visit that was not good; 1.3 kB once there were more than 255 in an hour.
/// Visits older than the window are ignored; a clock that steps back writes into past hours, never drops them. A visit
/// more than two windows in the past shows that the clock had been ahead: the window starts afresh from there.
/// A time before 2024 is no time at all and is not recorded.
class OfficialWindow {
 public:
  void record(WallTime at, VisitOutcome outcome);
  /// Takes a visit back out (a correction, a maintenance). Does nothing if none of that kind is left in its hour.
  void forget(WallTime at, VisitOutcome outcome);
  WindowCount count(WallTime now) const;
  /// When the failed share would fall below `percent` if every later visit were good; none if it is below now.
  std::optional<WallTime> falls_below(WallTime now, std::uint32_t percent, Duration interval) const;

  std::string to_blob() const;
  /// An empty window for a blob of another shape.
  static OfficialWindow from_blob(std::string_view blob);
  friend bool operator==(const OfficialWindow& a, const OfficialWindow& b);

 private:
  static constexpr std::size_t hours = 169;
  using Hour = std::array<std::uint16_t, 3>;
  struct Rare {
    std::uint8_t index;
    std::uint8_t failed;
    std::uint8_t unknown;
  };
  std::array<Hour, hours> all_counts() const;
  Hour counts_of(std::int64_t hour) const;
  void set(std::int64_t hour, const Hour& counts);

  std::int64_t newest_hour_ = 0;  ///< Hours since 1970.
  std::array<std::uint8_t, hours> ok_{};
  std::vector<Rare> rare_;   ///< One of each hour with a visit that was not good, in no order.
  std::vector<Hour> large_;  ///< Takes the place of both when a count does not fit there.
};

}  // namespace sitewatch
