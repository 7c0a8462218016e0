#include "alert/outbox_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sitewatch::alert {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr WallTime noon{std::chrono::milliseconds{1'772'424'000'000}};

QueuedMail mail(std::int64_t id, WallTime created, bool urgent = false) {
  QueuedMail made;
  made.row.id = id;
  made.row.created = created;
  made.row.next_attempt = created;
  made.row.urgent = urgent;
  return made;
}

std::int64_t next_of(OutboxQueue& queue, WallTime now) {
  const QueuedMail* const found = queue.next(now);
  return found ? found->row.id : 0;
}

TEST(OutboxQueue, TriesUrgentOnesFirstThenTheOldest) {
  OutboxQueue queue;
  queue.put(mail(1, noon - minutes{1}));
  queue.put(mail(2, noon - minutes{2}));
  queue.put(mail(3, noon, true));
  queue.put(mail(4, noon - minutes{2}));
  std::vector<std::int64_t> order;
  while (const std::int64_t id = next_of(queue, noon)) {
    order.push_back(id);
    queue.erase(id);
  }
  EXPECT_THAT(order, ElementsAre(3, 2, 4, 1));
}

TEST(OutboxQueue, LeavesOutWhatRests) {
  OutboxQueue queue;
  queue.put(mail(1, noon));
  queue.put(mail(2, noon));
  EXPECT_EQ(next_of(queue, noon), 1);
  queue.change(1, [](QueuedMail& each) { each.row.next_attempt = noon + minutes{5}; });
  EXPECT_EQ(next_of(queue, noon), 2);
  queue.erase(2);
  EXPECT_EQ(next_of(queue, noon + minutes{4}), 0);
  EXPECT_EQ(queue.rest_until(), noon + minutes{5});
  EXPECT_EQ(next_of(queue, noon + minutes{5}), 1);
  queue.change(1, [](QueuedMail& each) { each.row.state = OutboxState::parked; });
  EXPECT_EQ(next_of(queue, noon + minutes{5}), 0);
  EXPECT_FALSE(queue.rest_until());
}

TEST(OutboxQueue, WaitsForNoInstantThatAClockSetBackHasMovedFarAhead) {
  OutboxQueue queue;
  queue.put(mail(1, noon + hours{30}));
  EXPECT_EQ(next_of(queue, noon), 1);
  queue.change(1, [](QueuedMail& each) { each.row.next_attempt = noon + 2 * longest_rest; });
  EXPECT_EQ(next_of(queue, noon), 0) << "a rest that may be one";
}

TEST(OutboxQueue, CountsWhatWaitsAndWhatIsGivenUp) {
  OutboxQueue queue;
  for (std::int64_t id = 1; id <= 3; ++id) queue.put(mail(id, noon - minutes{id}));
  EXPECT_EQ(queue.counts().pending, 3u);
  EXPECT_EQ(queue.counts().oldest, noon - minutes{3});
  queue.change(3, [](QueuedMail& each) { each.row.state = OutboxState::parked; });
  queue.change(2, [](QueuedMail& each) { each.row.state = OutboxState::sent; });
  EXPECT_EQ(queue.counts().pending, 1u);
  EXPECT_EQ(queue.counts().parked, 1u);
  EXPECT_EQ(queue.counts().oldest, noon - minutes{1});
  EXPECT_THAT(queue.parked(), ElementsAre(3));
  queue.put(mail(3, noon));
  EXPECT_EQ(queue.counts().pending, 2u);
  EXPECT_THAT(queue.parked(), IsEmpty());
}

TEST(OutboxQueue, KeepsItsPlaceUnderAnotherId) {
  OutboxQueue queue;
  queue.put(mail(7, noon));
  QueuedMail fresh = mail(-1, noon - minutes{1});
  fresh.unsaved = true;
  queue.put(fresh);
  EXPECT_THAT(queue.unsaved(), ElementsAre(-1));
  EXPECT_EQ(next_of(queue, noon), -1);
  queue.change(-1, [](QueuedMail& each) { each.unsaved = false; });
  queue.rename(-1, 8);
  EXPECT_THAT(queue.unsaved(), IsEmpty());
  EXPECT_EQ(queue.find(-1), nullptr);
  EXPECT_EQ(next_of(queue, noon), 8);
  EXPECT_EQ(queue.counts().pending, 2u);
  EXPECT_FALSE(queue.change(-1, [](QueuedMail&) { FAIL(); }));
}

}  // namespace
}  // namespace sitewatch::alert
