// The indirect dependency. FIELDS puts fields in front of those that are there.
using System;

namespace Deep
{
    public class Root
    {
#if FIELDS
        object first = "first";
        byte small = 3;
#endif
        public int Number = 11;
        public Extent Extent = new Extent(4, 6);
#if FIELDS
        public override string ToString() => "Root/2 " + first + small;
#else
        public override string ToString() => "Root/1";
#endif
        public virtual int Weigh(int x) => x + Number;
    }

    public struct Extent
    {
#if FIELDS
        public string Unit;
#endif
        public int Width, Height;
        public Extent(int width, int height)
        {
            Width = width;
            Height = height;
#if FIELDS
            Unit = "cm";
#endif
        }
        public int Area => Width * Height;
    }
}
