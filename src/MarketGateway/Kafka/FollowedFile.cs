namespace MarketGateway.Kafka;

/// <summary>A file that is read again when it changes. What it held stands while it is wrong or away.</summary>
/// <param name="path">Where it is; null: there is none.</param>
/// <param name="onWrong">Called with the reason when it cannot be read.</param>
internal sealed class FollowedFile(string? path, Action<string, string> onWrong)
{
    private byte[] _content = [];

    /// <summary>Has the next look take the file for a changed one.</summary>
    public void Forget() => _content = [];

    /// <summary>Reads the file; null when it is as it was, or cannot be read.</summary>
    public byte[]? ReadChanged()
    {
        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        try
        {
            byte[] content = File.ReadAllBytes(path);
            if (content.AsSpan().SequenceEqual(_content))
            {
                return null;
            }

            return _content = content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that is being written anew may be away for a moment; it is looked for again.
            if (_content.Length > 0)
            {
                _content = [];
                onWrong(path, e.Message);
            }

            return null;
        }
    }
}
