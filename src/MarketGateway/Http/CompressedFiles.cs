using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace MarketGateway.Http;

/// <summary>
/// Files that were compressed when they were made, as <c>NAME.br</c> beside each: smaller than what can be made while
/// somebody waits, and at no cost.
/// </summary>
internal sealed class CompressedFiles(IFileProvider files) : IContentTypeProvider
{
    private const string Extension = ".br";
    private const string Encoding = "br";

    private readonly FileExtensionContentTypeProvider _types = new();

    /// <summary>Has the compressed file served where there is one and the client takes it.</summary>
    public void Prefer(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Path.Value is { Length: > 1 } path && IsTaken(request) && files.GetFileInfo(path + Extension).Exists)
        {
            request.Path = path + Extension;
        }
    }

    /// <summary>Says how the file is to be read, where it is a compressed one.</summary>
    public static void SetHeaders(StaticFileResponseContext answer)
    {
        if (answer.File.Name.EndsWith(Extension, StringComparison.Ordinal))
        {
            answer.Context.Response.Headers.ContentEncoding = Encoding;
            answer.Context.Response.Headers.Append("Vary", "Accept-Encoding");
        }
    }

    /// <summary>Gets the name of a file as it is when it is not compressed.</summary>
    public static string PlainName(string name) =>
        name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : name;

    public bool TryGetContentType(string subpath, out string contentType) =>
        _types.TryGetContentType(PlainName(subpath), out contentType!);

    private static bool IsTaken(HttpRequest request) => request.GetTypedHeaders().AcceptEncoding
        .Any(static encoding => encoding.Value == Encoding && encoding.Quality != 0);
}
