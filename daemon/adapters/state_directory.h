#pragma once

#include <memory>
#include <string>

#include "domain/result.h"

namespace sitewatch {

/// The state directory, held by this process alone from open() to the end of its life.
class StateDirectory {
 public:
  /// Makes the directory (0700) if it is missing. Refuses one that belongs to another user, that others may write,
  /// that is read-only, or that another process holds; the Error names that process.
  static Result<std::unique_ptr<StateDirectory>> open(const std::string& path);
  ~StateDirectory();
  StateDirectory(const StateDirectory&) = delete;
  StateDirectory& operator=(const StateDirectory&) = delete;

  std::string path_of(const std::string& name) const { return path_ + "/" + name; }
  /// Whether the process that held the directory before ended between in_use() and clean().
  bool left_in_use() const { return left_in_use_; }
  void in_use();
  void clean();
  /// Makes renamed and new files survive a power loss.
  Result<void> sync() const;

 private:
  StateDirectory(std::string path, int lock, bool left_in_use)
      : path_(std::move(path)), lock_(lock), left_in_use_(left_in_use) {}
  void mark(const std::string& line);

  std::string path_;
  int lock_;
  bool left_in_use_;
};

}  // namespace sitewatch
