#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "web/http.h"

namespace sitewatch::web {

/// {…, "NAME": [row, row …]} made some rows at a time.
class JsonList : public BodySource {
 public:
  /// `next_row` answers one row after the other, an empty object for a row to leave out, and none at the end.
  using NextRow = std::function<std::optional<boost::json::object>()>;
  /// `before`: the other members of the object; they come first.
  JsonList(const boost::json::object& before, std::string_view name, NextRow next_row);

  Task<bool> next(std::string& out) override;

 private:
  std::string begin_;
  NextRow next_row_;
  bool begun_ = false;
  bool first_ = true;
};

Response json_list(std::string_view name, JsonList::NextRow next_row, const boost::json::object& before = {});

}  // namespace sitewatch::web
