#pragma once

#include <cstdint>
#include <memory>

namespace sitewatch {

/// A disk for SQLite that can be full, refuse, or lose power. While it lives it is the process's default VFS; files
/// lie where their names say, and what was written but not synced is remembered. One at a time; any thread.
class LossyDisk {
 public:
  LossyDisk();
  /// No file may be open any more.
  ~LossyDisk();
  LossyDisk(const LossyDisk&) = delete;
  LossyDisk& operator=(const LossyDisk&) = delete;

  /// Every write is refused with "disk full".
  void fill();
  /// Every fsync fails with an I/O error, whatever it had to sync.
  void fail_syncs();
  /// Space and health again.
  void mend();

  /// Syncs are taken for done, as with synchronous=OFF: nothing is safe from a power loss.
  void ignore_syncs();

  /// The power fails before the nth write, truncation or sync from now on, n from 1: that one and all later ones are
  /// refused and change nothing.
  void fail_power_at(std::uint64_t operation);
  bool power_failed() const;
  std::uint64_t operations() const;
  /// Once every file is closed after a power failure: each unsynced write stays, goes or is torn at a sector of 512
  /// bytes, as `seed` has it. Then the power is back.
  void restore_power(std::uint64_t seed);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace sitewatch
