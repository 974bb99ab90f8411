using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MarketGateway.Tools;

/// <summary>
/// Where commands write. A pipe is written to directly: the console of .NET passes over that nobody reads it any more,
/// and <c>mgw watch --json | head -3</c> would never end.
/// </summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;

    public static TextWriter Open()
    {
        if (!Console.IsOutputRedirected || OperatingSystem.IsWindows())
        {
            return Console.Out;
        }

        // A file stays the console's: others may write behind us into the same one.
        var stream = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.Out : new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
    }
}
