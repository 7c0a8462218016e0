#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "web/http.h"

namespace sitewatch::web {

/// {"NAME": [row, row …]} made some rows at a time.
class JsonList : public BodySource {
 public:
  /// `next_row` answers one row after the other, an empty object for a row to leave out, and none at the end.
  using NextRow = std::function<std::optional<boost::json::object>()>;
  JsonList(std::string name, NextRow next_row) : name_(std::move(name)), next_row_(std::move(next_row)) {}

  Task<bool> next(std::string& out) override;

 private:
  std::string name_;
  NextRow next_row_;
  bool begun_ = false;
  bool first_ = true;
};

Response json_list(std::string name, JsonList::NextRow next_row);

}  // namespace sitewatch::web
