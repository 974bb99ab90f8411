using System.Globalization;

namespace MarketGateway.Hosting;

/// <summary>Whether the limit of open files has brought other limits down.</summary>
/// <param name="Files">That limit; null: it has not.</param>
internal sealed record FileBound(long? Files)
{
    /// <summary>Gets the same in words, for the end of a sentence.</summary>
    public string Words => Files is { } files
        ? string.Create(CultureInfo.CurrentCulture, $" (this process may open {files:N0} files: ulimit -n)")
        : "";
}
