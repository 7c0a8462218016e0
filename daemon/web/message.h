#pragma once

#include <memory>
#include <string_view>

#include "web/http.h"
#include "web/settings.h"

namespace sitewatch::web {

/// Reads one request from bytes whose head has passed scan_head(). Head first, body when the server wants it.
class MessageReader {
 public:
  explicit MessageReader(const Limits& limits);
  ~MessageReader();
  MessageReader(const MessageReader&) = delete;
  MessageReader& operator=(const MessageReader&) = delete;

  struct Fed {
    std::size_t consumed = 0;
    int refusal = 0;  ///< 400 or 413.
  };
  /// `head` is the whole head and nothing else; fills everything of `request` but body, peer and connection.
  Fed feed_head(std::string_view head, Request& request);
  bool has_body() const;
  /// Trailers are read and dropped.
  Fed feed_body(std::string_view bytes);
  bool done() const;
  std::string take_body();

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace sitewatch::web
