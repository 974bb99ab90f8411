using System.Globalization;
using System.Text;
using MarketGateway.Core.Audit;

namespace MarketGateway.Tools.Audit;

/// <summary>Finds the records of one session in the topic of audit records.</summary>
internal static class AuditLog
{
    /// <summary>Follows a session up to a moment, or a flush.</summary>
    /// <param name="reader">Reads the topic.</param>
    /// <param name="topic">Its name.</param>
    /// <param name="number">The session's number in its process.</param>
    /// <param name="question">Which moment is asked for, and of which process.</param>
    /// <exception cref="CommandException">There is no such session, or there are several.</exception>
    public static AuditedSession Follow(TopicReader reader, string topic, long number, AuditQuestion question)
    {
        var ending = string.Create(CultureInfo.InvariantCulture, $"/{number:x}");
        var found = new SortedDictionary<string, List<AuditRecord>>(StringComparer.Ordinal);
        reader.Read(topic, Enumerable.Range(0, reader.CountPartitions(topic)), since: null, record =>
        {
            if (record.Message is { Key: { } key, Value: { } value } && EndsWith(key, ending)
                && AuditRecord.TryRead(value) is { } told && told.Head.Session == number
                && told.Head.Replica.StartsWith(question.Replica, StringComparison.Ordinal))
            {
                (found.TryGetValue(told.Head.Replica, out var of) ? of : found[told.Head.Replica] = []).Add(told);
            }

            return true;
        });
        var candidates = found.Values.Where(records => question.IsAbout(records)).ToList();
        return candidates switch
        {
            [var records] => Fold(records, question),
            [] when found.Count == 0 => throw new CommandException($"there is no record of a session {number:x} in {topic}."),
            [] => throw new CommandException(
                $"session {number:x} was not there at that time: {string.Join("; ", found.Values.Select(Describe))}."),
            _ => throw new CommandException(
                $"several processes had a session {number:x} then; name one with --replica: "
                + string.Join("; ", candidates.Select(Describe)) + "."),
        };
    }

    private static bool EndsWith(byte[] key, string ending) => Encoding.UTF8.GetString(key).EndsWith(ending, StringComparison.Ordinal);

    private static string Describe(List<AuditRecord> records) =>
        $"{records[0].Head.Replica} from {AuditReport.Time(records[0].Head.At)} to {AuditReport.Time(records[^1].Head.At)}";

    private static AuditedSession Fold(List<AuditRecord> records, AuditQuestion question)
    {
        var session = new AuditedSession();
        foreach (var record in question.Before(records))
        {
            session.Take(record);
        }

        return session;
    }
}
