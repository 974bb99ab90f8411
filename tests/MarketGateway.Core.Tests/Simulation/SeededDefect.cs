namespace MarketGateway.Core.Tests.Simulation;

/// <summary>A fault that somebody could have made: one place of the source, and what stands there instead.</summary>
/// <param name="Name">What is wrong then.</param>
/// <param name="File">The file, below src/MarketGateway.Core.</param>
/// <param name="Right">The text as it is; it stands there once.</param>
/// <param name="Wrong">The text with the fault.</param>
internal sealed record SeededDefect(string Name, string File, string Right, string Wrong)
{
    public static IReadOnlyList<SeededDefect> All { get; } =
    [
        new("mail is lost when others have some too", "Delivery/Lane.cs", "for (var at = _mailed.Count - 1; at >= 0; at--)", "for (var at = _mailed.Count - 1; at >= (_mailed.Count > 1 ? 1 : 0); at--)"),
        new("an acknowledgement is not waited for", "Sessions/LaneSession.Flush.cs", "            _session.AwaitAck();\n", ""),
        new("a change is not listened for any more", "Conflation/ChannelFollower.cs", "        Interlocked.Exchange(ref _notified, Listening);", "        if (_seen.Number % 7 != 3) { Interlocked.Exchange(ref _notified, Listening); }"),
        new("a position does not advance at a beat", "Conflation/BookStream.cs", "        MoveToNewest(cursor);", "        if (cursor.Weight != 2) { MoveToNewest(cursor); }"),
        new("a stale position is taken for the newest", "Conflation/MarketStream.cs", "newest.Number == NewestNumber && newest.Version == NewestVersion", "newest.Number <= NewestNumber"),
        new("a message is kept for the next beat", "Delivery/Cohort.Beat.cs", "            Messages[stream.Index] = default;", "            if (stream.Index != 1) { Messages[stream.Index] = default; }"),
        new("a cohort that nobody was in stands where it stood", "Delivery/Cohort.Beat.cs", "                    stream.Now.StandAt(own);\n", ""),
        new("one steps in before the beat's messages are sent", "Delivery/Cohort.Beat.cs", "        if (hasMessages)\n", "        StepIn();\n        if (hasMessages)\n"),
        new("the edge of a depth is one level off", "Conflation/BookStream.cs", "bids.EdgeKey(Key.Depth)", "bids.EdgeKey(Key.Depth == 0 ? 0 : Key.Depth + 1)"),
        new("the journal covers one touch too many", "Books/BookJournal.cs", ">= _touches.Oldest)", ">= _touches.Oldest - 2)"),
        new("a group keeps what it was", "Books/GroupedBook.cs", "large.SumOf(price, groups.SizeAt(key)) + difference", "large.SumOf(price, groups.SizeAt(key)) + (count == 2 ? 0 : difference)"),
        new("a look remembers more than it saw", "Conflation/ChannelFollower.cs", "            _seen = look;", "            _seen = look with { Number = look.Number + (look.Number % 5 == 0 ? 1 : 0) };"),
        new("who misses a beat stands after it", "Delivery/Subscriptions.cs", "SubscriptionEvent.Missed, stream.Before)", "SubscriptionEvent.Missed, stream.Now)"),
        new("what was missed stays settled", "Delivery/Subscriptions.cs", "                stream.Stream.UnsettleNeedsGate(stream.Now);\n", ""),
        new("who stepped out is still counted", "Delivery/Subscriptions.cs", "            stream.Now.Weight--;\n", ""),
        new("a moved place is not noted", "Delivery/CohortMember.cs", "        Client.Subscriptions.OnMoved(_places[place].Slot, place);\n", ""),
        new("a moved cursor is not noted", "Delivery/SubscriptionTable.cs", "            _slots[last.Slot].Place = ~last.OwnPlace;\n", ""),
        new("a place of terms is given twice", "Delivery/SubscriptionTable.cs", "            _firstFreeTerms = ~_terms[place].Count;\n", ""),
        new("terms go while one has them", "Delivery/SubscriptionTable.cs", "if (--use.Count == 0)", "if (--use.Count <= 1)"),
        new("a moved follower is not noted", "Delivery/CohortMember.cs", "        member._followerPlaces[memberPlace] = at;\n", ""),
        new("falling out skips whoever takes a place", "Delivery/CohortMember.cs", "for (var at = PlaceCount - 1; at >= from; at--)", "for (var at = from; at < PlaceCount; at++)"),
        new("what was touched is sent again", "Delivery/Cohort.Beat.cs", "            member.ClearTouched();\n", ""),
        new("data comes before its status", "Sessions/LaneSession.Flush.cs", "if (member.Cohort.HasStatuses)", "if (member.Cohort.HasStatuses && member.Count > 2)"),
        new("data comes before its answer", "Sessions/LaneSession.Flush.cs", "            if (_flush is null)\n            {\n                // Not into", "            if (!_isEnded)\n            {\n                // Not into"),
        new("a new log is not told", "Sessions/LaneSession.Flush.cs", "        var writer = new WireWriter(flush, Format);\n        ControlWriter.WriteEpoch(ref writer, Lane.EpochName);", "        _ = flush;"),
        new("a roll-up is forgotten on the way out", "Conflation/StreamCursor.cs", "StandBehind(other.TradePlace);", "StandBehind(null);"),
        new("a cursor is left behind", "Delivery/Lane.cs", "        stream.Remove(own);\n        stream.Cohort", "        stream.Cohort"),
        new("a paused subscription steps in", "Delivery/OwnCursor.cs", "State is not (SubscriptionState.Paused or SubscriptionState.Ended)", "State is not SubscriptionState.Ended"),
        new("rights that were taken are not", "Sessions/SessionRequests.Subscribe.cs", "if (WhyNotAllowed(slot) is { } message)", "if (slot > 1 && WhyNotAllowed(slot) is { } message)"),
        new("versions that moved unseen are left", "Delivery/Lane.cs", "                cohort.Sweep(now);\n", "                _ = cohort;\n"),
        new("a new generation is not told", "Sessions/StatusWriter.cs", "if (!ReferenceEquals(stream.Now.SentGeneration, stream.Before.SentGeneration))", "if (slot < 0)"),
        new("the queue keeps the wrong cursor", "Sessions/LaneSession.Flush.cs", "                queue[kept++] = queue[at];", "                kept++;"),
        new("one settles for all", "Conflation/MarketStream.cs", "_settledTotal += updates * cursor.Weight;", "_settledTotal += updates;"),
    ];

    public override string ToString() => Name;
}
