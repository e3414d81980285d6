using System.Buffers.Binary;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>Frames over a stream: length, kind, content. Any thread may send; one receives.</summary>
internal sealed class FramePipe(Stream stream) : IDisposable
{
    private const int HeadLength = sizeof(int) + 1;
    private const int UsualLength = 64 * 1024;

    private readonly Lock _sending = new();
    private readonly MemoryStream _content = new();
    private byte[] _received = new byte[UsualLength];
    private int _next;
    private int _end;
    private BinaryWriter? _spare;

    /// <summary>Sends a frame whose content is written by <paramref name="write"/>. Nothing is sent when that throws.</summary>
    /// <exception cref="IOException">The other side is gone.</exception>
    internal void Send<T>(FrameKind kind, T value, Action<BinaryWriter, T> write)
    {
        // Written outside the lock: serialising may run script code, which may send a record.
        BinaryWriter writer = Interlocked.Exchange(ref _spare, null) ?? new BinaryWriter(new MemoryStream());
        var frame = (MemoryStream)writer.BaseStream;
        frame.SetLength(0);
        writer.Write(0);
        writer.Write((byte)kind);
        write(writer, value);
        byte[] bytes = frame.GetBuffer();
        int length = checked((int)frame.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length - HeadLength);
        lock (_sending)
        {
            stream.Write(bytes, 0, length);
            stream.Flush();
        }

        if (bytes.Length <= UsualLength)
        {
            _spare = writer;
        }
    }

    /// <summary>Sends a frame without content.</summary>
    internal void Send(FrameKind kind) => Send(kind, 0, static (_, _) => { });

    /// <summary>Waits for the next frame.</summary>
    /// <param name="content">Its content, until the next call.</param>
    /// <returns>Its kind; <see cref="FrameKind.Closed"/> when the other side is gone.</returns>
    internal FrameKind Receive(out BinaryReader content)
    {
        content = new BinaryReader(_content);
        if (!Fill(HeadLength))
        {
            return FrameKind.Closed;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(_received.AsSpan(_next));
        var kind = (FrameKind)_received[_next + sizeof(int)];
        if (!Fill(HeadLength + length))
        {
            return FrameKind.Closed;
        }

        _content.SetLength(0);
        _content.Write(_received, _next + HeadLength, length);
        _content.Position = 0;
        _next += HeadLength + length;
        return kind;
    }

    public void Dispose() => stream.Dispose();

    private bool Fill(int wanted)
    {
        if (_end - _next < wanted && _received.Length - _next < wanted)
        {
            byte[] larger = wanted > _received.Length ? new byte[Math.Max(wanted, UsualLength)] : _received;
            Buffer.BlockCopy(_received, _next, larger, 0, _end - _next);
            (_received, _end, _next) = (larger, _end - _next, 0);
        }

        while (_end - _next < wanted)
        {
            int count = Read();
            if (count <= 0)
            {
                return false;
            }

            _end += count;
        }

        return true;
    }

    private int Read()
    {
        try
        {
            return stream.Read(_received, _end, _received.Length - _end);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
