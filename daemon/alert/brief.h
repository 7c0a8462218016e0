#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alert/lists.h"
#include "alert/mail_text.h"
#include "alert/table.h"

namespace sitewatch::alert {

/// A line of the brief's outlook.
struct DueSoon {
  WallTime at{};
  std::string what;
};

struct BriefView {
  const AlertTable& table;
  WallTime since{};               ///< The last brief: what began or ended after it is new.
  std::vector<DueSoon> due_soon;  ///< Within five working days.
  std::size_t parked = 0;         ///< Mails refused for good.
};

/// The office's mail of 08:30, also when all is well. Made in parts, so that thousands of alerts hold nobody up; void
/// as soon as the table's changes() is another number than when it began.
class Brief {
 public:
  /// What the view and the writing refer to outlives the brief.
  Brief(BriefView view, const Writing& writing);
  Brief(const Brief&) = delete;
  Brief& operator=(const Brief&) = delete;

  /// Looks at so many alerts, or writes one of the lists; false when the text is whole.
  bool step(std::size_t most);
  /// The text, once step() said false.
  MailText text() { return std::move(text_); }

 private:
  enum class Phase : std::uint8_t { past, present, lead, open, due, trial, unreachable, end };
  void look_back();
  bool look(std::size_t most);
  void lead();
  void finish();

  BriefView view_;
  Writing writing_;
  Phase phase_ = Phase::past;
  std::optional<Fingerprint> next_;  ///< Where the walk over the table goes on.
  ByName all_;                       ///< Open ones: what is new and what is not.
  ByName fresh_;
  ByName open_;
  std::vector<const Alert*> ended_;
  std::vector<const Alert*> trial_;                       ///< Once for each unit that would have been told.
  std::map<std::string_view, const Alert*> unreachable_;  ///< By unit: one of what it cannot be told.
  std::size_t open_count_ = 0;
  Facts facts_;
  ListWriter list_;
  std::string marked_;
  MailText text_;
};

/// The whole brief at once.
MailText brief_text(const BriefView& view, const Writing& writing);

/// The one mail about what was already so at the first look.
MailText baseline_text(const AlertTable& table, const Writing& writing);

}  // namespace sitewatch::alert
