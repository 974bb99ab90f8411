using System.Text.Json.Nodes;

namespace MarketGateway.Testing.Wire;

/// <content>What the messages of the gateway do to what the client holds.</content>
public sealed partial class WireClient
{
    private readonly Dictionary<string, WireStream> _earlier = [];
    private readonly HashSet<int> _gone = [];

    private void ApplyNeedsGate(JsonNode message, int bytes)
    {
        if (_options.KeepsMessages)
        {
            _messages.Add(message);
        }

        if (message is JsonArray data)
        {
            DataBytes += bytes;
            ApplyDataNeedsGate(data);
            return;
        }

        ApplyControlNeedsGate(message.AsObject());
        if ((long?)message["id"] is { } id && _answers.TryGetValue(id, out var answer))
        {
            answer.Add(message.AsObject());
        }
    }

    private void ApplyDataNeedsGate(JsonArray message)
    {
        var number = (int)message[1]!;
        if (_once.TryGetValue(number, out var once) && once.Version is null)
        {
            once.Apply(message);
        }
        else if (_streams.TryGetValue(number, out var stream))
        {
            stream.Apply(message);
            OnApplied?.Invoke(stream, message);
        }
        else
        {
            _violations.Add($"data of stream {number}, {(_gone.Contains(number) ? "which has ended" : "which was not announced")}");
        }
    }

    private void ApplyControlNeedsGate(JsonObject message)
    {
        switch ((string?)message["op"])
        {
            case "welcome" or "epoch":
                Epoch = (string)message["epoch"]!;
                if ((string?)message["op"] == "epoch")
                {
                    _streams.Values.ToList().ForEach(stream => stream.Void());
                }

                break;
            case "hello":
                _hasWindow = (int)message["window"]! > 0;
                break;
            case "subscribed":
                ForEach(message, entry => BeginNeedsGate(entry, _streams));
                foreach (var entry in WriteOut(message))
                {
                    BeginNeedsGate(entry, _streams);
                }

                break;
            case "snapshot":
                ForEach(message, entry => BeginNeedsGate(entry, _once));
                break;
            case "updated":
                ForEach(message, UpdateNeedsGate);
                break;
            case "unsubscribed":
                foreach (var number in message["streams"]!.AsArray())
                {
                    _streams.Remove((int)number!);
                    _gone.Add((int)number!);
                }

                break;
            case "resynced":
                foreach (var number in message["streams"]!.AsArray())
                {
                    _streams[(int)number!].TakesAnyFrom = true;
                }

                break;
            case "status":
                foreach (var number in message["streams"]!.AsArray())
                {
                    if (_streams.TryGetValue((int)number!, out var stream))
                    {
                        stream.State = (string)message["state"]!;
                    }
                }

                break;
        }
    }

    private static void ForEach(JsonObject message, Action<JsonNode> act)
    {
        foreach (var entry in message["streams"]!.AsArray())
        {
            act(entry!);
        }
    }

    /// <summary>
    /// Writes entries of <c>resumed</c> out as they would stand in <c>streams</c>: with the parameters that their request
    /// asked for.
    /// </summary>
    private IEnumerable<JsonNode> WriteOut(JsonObject message)
    {
        var asked = (long?)message["id"] is { } id ? _asked.GetValueOrDefault(id) : null;
        foreach (var brief in message["resumed"]!.AsArray())
        {
            if (asked is null)
            {
                _violations.Add($"'resumed' is no answer to a request with an id: {message.ToJsonString()}");
                yield break;
            }

            yield return WireStream.WriteOut(brief!.AsArray(), asked);
        }
    }

    private void BeginNeedsGate(JsonNode entry, Dictionary<int, WireStream> streams)
    {
        var number = (int)entry["stream"]!;
        if (streams == _streams && _streams.TryGetValue(number, out var held))
        {
            held.Entry = entry;
            return;
        }

        var stream = streams[number] = new WireStream(entry, _violations) { State = (string)entry["state"]! };
        if (streams == _streams && _earlier.Remove(stream.Identity, out var earlier))
        {
            stream.TakeOver(earlier);
            if (!entry.AsObject().ContainsKey("generation"))
            {
                entry["generation"] = (string?)earlier.Entry["generation"];
            }

            // Trades have no snapshot: where nothing was offered, they begin anew.
            stream.TakesAnyFrom = (string?)entry["start"] == "snapshot";
        }
    }

    private void UpdateNeedsGate(JsonNode entry)
    {
        var was = (int)entry["was"]!;
        if (!_streams.Remove(was, out var held))
        {
            _violations.Add($"'updated' speaks of stream {was}, which is not held");
            return;
        }

        if (was != (int)entry["stream"]!)
        {
            _gone.Add(was);
        }

        var stream = _streams[(int)entry["stream"]!] =
            new WireStream(entry, _violations) { State = (string)entry["state"]! };
        stream.TakeOver(held);
        stream.ShapedAt = held.Version ?? -1;
        stream.IsSnapshotDue |= (string?)entry["start"] == "snapshot";
    }

    /// <summary>The answer to one request, which may come in parts.</summary>
    private sealed class Answer
    {
        private JsonNode? _whole;

        public TaskCompletionSource<JsonNode> Complete { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Add(JsonObject part)
        {
            if (Complete.Task.IsCompleted)
            {
                return;
            }

            if (_whole is null)
            {
                _whole = part.DeepClone();
            }
            else
            {
                foreach (var key in (string[])["streams", "resumed", "errors", "patterns"])
                {
                    foreach (var entry in part[key]?.AsArray() ?? [])
                    {
                        _whole[key]!.AsArray().Add(entry!.DeepClone());
                    }
                }
            }

            if ((bool?)part["more"] is not true)
            {
                Complete.SetResult(_whole);
            }
        }
    }
}
